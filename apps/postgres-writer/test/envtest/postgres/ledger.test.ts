import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../../postgres/ledger/migrate.ts';
import { createPool } from '../../../postgres/pg-pool.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import type { SqlPool } from '../../../postgres/sql.ts';
import { MIGRATIONS, SCHEMA_VERSION, type Migration } from '../../../postgres/statements/migrations.ts';
import { printMigrations } from '../../../postgres/statements/print-migrations.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });

/** Closed after each test. */
let open: (PostgresRowStore | SqlPool)[] = [];
const store = (...options: Parameters<typeof storeOn>) => {
  const made = storeOn(...options);
  open.push(made);
  return made;
};
const pool = (user?: { readonly user: string; readonly password: string }) => {
  const { host, port, user: superuser, password, database } = env.database;
  const made = createPool({ host, port, user: superuser, password, database, ...user });
  open.push(made);
  return made;
};

beforeEach(async () => {
  await env.sql('drop schema if exists postgres_writer cascade');
  await env.sql('drop table if exists students');
  await env.sql(STUDENTS);
});
afterEach(async () => {
  for (const each of open) await each.close();
  open = [];
});

describe('migrate', () => {
  it('makes the schema once, however many operators start at once', async () => {
    const pools = Array.from({ length: 6 }, () => pool());
    const versions = await Promise.all(pools.map((each) => migrate(each)));
    expect(new Set(versions)).toEqual(new Set([SCHEMA_VERSION]));
    expect(await env.sql('select version from postgres_writer.migration order by 1')).toEqual(
      MIGRATIONS.map(({ version }) => ({ version })),
    );
  });

  const expansion: Migration = {
    version: SCHEMA_VERSION + 1,
    statements: ['alter table postgres_writer.ledger add note text'],
  };

  it('lets this version and the next work side by side on the next schema', async () => {
    const old = store(env.database);
    await old.apply(applyOf('ann'), never);
    await migrate(pool(), { migrations: [...MIGRATIONS, expansion] });
    expect(await old.apply(applyOf('bob'), never)).toMatchObject({ kind: 'written' });
    expect(await store(env.database).apply(applyOf('cid'), never)).toMatchObject({ kind: 'written' });
  });

  it('refuses a schema that is later than that, and says so', async () => {
    await migrate(pool(), { migrations: [...MIGRATIONS, expansion, { version: SCHEMA_VERSION + 2, statements: [] }] });
    await expect(store(env.database).ready()).rejects.toMatchObject({
      failure: 'blocked',
      reason: 'LedgerUnavailable',
      message: expect.stringContaining(`version ${SCHEMA_VERSION + 2}`) as string,
    });
  });

  it('is undone whole when a step fails', async () => {
    const broken: Migration = { version: 1, statements: ['create table postgres_writer.a ()', 'select 1 / 0'] };
    await expect(migrate(pool(), { migrations: [broken] })).rejects.toMatchObject({ code: '22012' });
    expect(await env.sql(`select 1 from pg_namespace where nspname = 'postgres_writer'`)).toEqual([]);
  });

  it('is done again when the ledger is dropped under a running store', async () => {
    const running = store(env.database);
    await running.apply(applyOf('ann'), never);
    await env.sql('drop schema postgres_writer cascade');
    expect(await running.ready()).toMatchObject({ schemaVersion: SCHEMA_VERSION });
    await env.sql('drop schema postgres_writer cascade');
    expect(await running.apply(applyOf('bob'), never)).toMatchObject({ kind: 'written' });
    expect(await running.apply(applyOf('ann'), never)).toMatchObject({ kind: 'conflict', holder: { kind: 'foreign' } });
    expect(await running.apply(applyOf('ann', { reclaim: true }), never)).toMatchObject({ kind: 'inSync' });
  });
});

describe('a role without the right to create', () => {
  const role = `clerk_${process.pid}`;
  const clerk = { user: role, password: 'clerk' };
  beforeEach(async () => {
    await env.sql(`create role ${role} login password 'clerk'`);
    await env.sql(`grant select, insert, update, delete on students to ${role}`);
  });
  afterEach(async () => {
    for (const each of open) await each.close();
    await env.sql(`drop owned by ${role}`);
    await env.sql(`drop role ${role}`);
  });

  it('is told what to ask for, and works once the printed DDL has been run', async () => {
    const asClerk = store({ ...env.database, ...clerk });
    await expect(asClerk.ready()).rejects.toMatchObject({
      failure: 'blocked',
      reason: 'LedgerUnavailable',
      message: expect.stringMatching(new RegExp(`role ${role} may not create.*migrate --print`)) as string,
    });
    await env.sql(printMigrations(role));
    expect(await asClerk.ready()).toEqual({ epoch: 0n, schemaVersion: SCHEMA_VERSION });
    expect(await asClerk.apply(applyOf('ann'), never)).toMatchObject({ kind: 'written' });
    expect(await asClerk.remove(removeOf('ann'), never)).toMatchObject({ removed: 1 });
  });

  it('is told which grant is missing on the table', async () => {
    await env.sql(printMigrations(role));
    await env.sql(`revoke insert on students from ${role}`);
    await expect(store({ ...env.database, ...clerk }).apply(applyOf('ann'), never)).rejects.toMatchObject({
      failure: 'blocked',
      reason: 'PermissionDenied',
      message: expect.stringContaining('public.students') as string,
    });
  });

  it('is stopped by row-level security instead of being shown half a table, also when it is switched on later', async () => {
    await env.sql(printMigrations(role));
    const asClerk = store({ ...env.database, ...clerk });
    await asClerk.apply(applyOf('ann'), never);
    await env.sql('alter table students enable row level security');
    const denied = { failure: 'blocked', reason: 'PermissionDenied' };
    await expect(asClerk.apply(applyOf('bob'), never)).rejects.toMatchObject(denied);
    await expect(asClerk.remove(removeOf('ann'), never)).rejects.toMatchObject(denied);
    await env.sql('alter table students disable row level security');
    expect(await asClerk.remove(removeOf('ann'), never)).toMatchObject({ removed: 1 });
  });
});

describe('two writers', () => {
  it('of one object: the newer version stays, whatever the order of arrival', async () => {
    const [a, b] = [store(env.database), store(env.database)];
    await a.ready();
    for (let round = 0; round < 50; round++) {
      const name = `race-${round}`;
      const write = (age: number) =>
        applyOf(name, { owner: owner(name, { generation: age }), rows: [student(name, { age })] });
      const [first, second] = [write(1), write(2)];
      const outcomes = await Promise.all([a.apply(second, never), b.apply(first, never)]);
      expect(outcomes[0].kind).toBe('written');
      expect(await env.sql('select age from students where id = $1', [`default/${name}`])).toEqual([{ age: 2 }]);
    }
  });

  it('of two clusters on one row: exactly one has it, and the loser leaves it alone', async () => {
    const stores = [store(env.database, { clusterId: 'a' }), store(env.database, { clusterId: 'b' })];
    for (let round = 0; round < 30; round++) {
      const name = `shared-${round}`;
      const outcomes = await Promise.all(
        stores.map((each, i) => each.apply(applyOf(name, { rows: [student(name, { age: i })] }), never)),
      );
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['conflict', 'written']);
      const loser = outcomes[0]?.kind === 'conflict' ? 0 : 1;
      expect(outcomes[loser]).toMatchObject({ holder: { kind: 'object', clusterId: loser === 0 ? 'b' : 'a' } });
      await stores[loser]!.remove(removeOf(name), never);
      expect(await env.sql('select age from students where id = $1', [`default/${name}`])).toEqual([
        { age: 1 - loser },
      ]);
    }
  });

  it('a removal and a late write end without a row', async () => {
    const [a, b] = [store(env.database), store(env.database)];
    await a.ready();
    for (let round = 0; round < 50; round++) {
      const name = `gone-${round}`;
      const late = applyOf(name);
      const removal = removeOf(name);
      await Promise.all([a.remove(removal, never), b.apply(late, never)]);
      expect(await env.sql('select 1 from students where id = $1', [`default/${name}`])).toEqual([]);
    }
  });
});

describe('a table that is gone', () => {
  it('counts as row gone once it has been missed twice, five seconds apart', async () => {
    let now = 0;
    const clock = { monotonic: () => now, delay: () => Promise.resolve() };
    const watched = store(env.database, { clock });
    await watched.apply(applyOf('ann'), never);
    await env.sql('drop table students');
    const waiting = { failure: 'blocked', reason: 'TableNotFound' };
    await expect(watched.remove(removeOf('ann'), never)).rejects.toMatchObject(waiting);
    now = 4_999;
    await expect(watched.remove(removeOf('ann'), never)).rejects.toMatchObject(waiting);
    now = 5_000;
    expect(await watched.remove(removeOf('ann'), never)).toEqual({ kind: 'absent', removed: 0, leftForeign: 0 });
  });

  it('is not gone when it is only called otherwise', async () => {
    const running = store(env.database);
    await running.apply(applyOf('ann'), never);
    await env.sql('drop table if exists pupils');
    await env.sql('alter table students rename to pupils');
    expect(await running.remove(removeOf('ann'), never)).toMatchObject({ removed: 1 });
    expect(await env.sql('select id from pupils')).toEqual([]);
  });
});

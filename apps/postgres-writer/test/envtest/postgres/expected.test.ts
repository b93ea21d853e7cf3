import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresProxy } from '../../../../../test/faults/postgres-proxy.ts';
import type { ApplyRequest, Row } from '../../../controller/row-store.ts';
import { targetFor } from '../../../postgres/catalog/target.ts';
import { parseTableName } from '../../../postgres/catalog/table-name.ts';
import { createPool } from '../../../postgres/pg-pool.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import { onlyRow, type SqlPool, type Statement } from '../../../postgres/sql.ts';
import { describeByName, readTableInfo } from '../../../postgres/statements/describe-table.ts';
import { updateOwned } from '../../../postgres/statements/update-owned.ts';
import { writerOf } from '../../../postgres/writer.ts';
import { applyOf, never, owner, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
const CLUSTER = 'cluster-a';
let proxy: PostgresProxy;
let store: PostgresRowStore;

beforeAll(async () => {
  proxy = await PostgresProxy.start(env.database);
});
afterAll(() => proxy[Symbol.asyncDispose]());
beforeEach(async () => {
  await env.sql('drop table if exists students, pupils cascade');
  await env.sql(STUDENTS);
  store = storeOn({ ...env.database, host: proxy.host, port: proxy.port }, { clusterId: CLUSTER });
  await store.ready();
  await env.sql('delete from postgres_writer.ledger');
  // A batch of new ones and one of edits, so that the next ones are expected to be the same.
  await apply(named('known'));
  await apply(named('known').map((request) => edited(request, { age: 1 })));
  proxy.forgetStatements();
});
afterEach(() => store.close());

const apply = (requests: readonly ApplyRequest[]) =>
  Promise.all(requests.map((request) => store.apply(request, never)));
const named = (prefix: string, count = 10) => Array.from({ length: count }, (_, i) => applyOf(`${prefix}-${i}`));
/** The next generation of an object. */
const edited = ({ owner: of }: ApplyRequest, columns: Row['columns'] = { age: 77 }) =>
  applyOf(of.name, {
    owner: owner(of.name, { uid: of.uid, generation: of.generation + 1 }),
    rows: [student(of.name, columns)],
  });
const statements = () => proxy.statements.filter(({ sql }) => !sql.includes('set_config')).map(({ sql }) => sql);
const looks = () => statements().filter((sql) => sql.includes('looked as')).length;
const ages = async () => (await env.sql<{ age: number }>('select age from students order by id')).map(({ age }) => age);
const kinds = (outcomes: readonly { readonly kind: string }[]) => outcomes.map(({ kind }) => kind);

describe('a batch that is expected to be new', () => {
  it('is written by one statement that looks at nothing', async () => {
    const outcomes = await apply(named('new'));
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining({ kind: 'written', inserted: 1 }) as unknown));
    expect([statements().length, looks()]).toEqual([1, 0]);
    expect(
      await env.sql(`select distinct state, generation::int, revision::int, table_name, key_column, deletion_policy
        from postgres_writer.ledger where name like 'new-%'`),
    ).toEqual([
      {
        state: 'live',
        generation: 1,
        revision: 1,
        table_name: 'students',
        key_column: 'id',
        deletion_policy: 'Delete',
      },
    ]);
  });

  it('is looked at after all when somebody else has one of the rows', async () => {
    await env.sql(`insert into students values ('default/new-4', 'x', 5, 'y')`);
    const outcomes = await apply(named('new'));
    expect(kinds(outcomes).indexOf('conflict')).toBe(4);
    expect(kinds(outcomes).filter((kind) => kind === 'written')).toHaveLength(9);
    expect(await env.sql(`select age from students where id = 'default/new-4'`)).toEqual([{ age: 5 }]);
  });

  it('is looked at after all when one was removed by a later version', async () => {
    const [late, ...rest] = named('new');
    await store.remove({ ...applyOf('new-0'), owner: owner('new-0'), keys: ['default/new-0'] }, never);
    expect(kinds(await apply([late!, ...rest]))).toEqual(['fenced', ...rest.map(() => 'written')]);
  });

  it('tells of rows that a trigger changed', async () => {
    await env.sql(`create function shout() returns trigger language plpgsql as
      $$begin if new.name like '%3' then new.country := upper(new.country); end if; return new; end$$`);
    await env.sql('create trigger shout before insert or update on students for each row execute function shout()');
    const first = await apply(named('new'));
    expect(first.map((outcome) => 'altered' in outcome).indexOf(true)).toBe(3);
    const second = await apply(named('new').map((request) => edited(request)));
    expect(second.map((outcome) => 'altered' in outcome).indexOf(true)).toBe(3);
    expect(looks()).toBe(0);
    await env.sql('drop function shout cascade');
  });

  it('is refused row by row when a trigger swallows one', async () => {
    await env.sql(`create function swallow() returns trigger language plpgsql as
      $$begin if new.name like '%3' then return null; end if; return new; end$$`);
    await env.sql('create trigger swallow before insert on students for each row execute function swallow()');
    const outcomes = await Promise.allSettled(named('new').map((request) => store.apply(request, never)));
    expect(outcomes.map(({ status }) => status).indexOf('rejected')).toBe(3);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    await env.sql('drop function swallow cascade');
  });
});

describe('a batch that is expected to be edits', () => {
  it('is written by one statement that looks at nothing', async () => {
    const outcomes = await apply(named('known').map((request) => edited(edited(request))));
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining({ kind: 'written', updated: 1 }) as unknown));
    expect([statements().length, looks()]).toEqual([1, 0]);
    expect(await ages()).toEqual(outcomes.map(() => 77));
  });

  it('advances the ledger alone where the row is equal already', async () => {
    const equal = edited(edited(applyOf('known-2')), { age: 1 });
    const outcomes = await apply(named('known').map((r) => (r.owner.name === 'known-2' ? equal : edited(edited(r)))));
    expect(kinds(outcomes).indexOf('inSync')).toBe(2);
    expect(statements()).toHaveLength(1);
    expect(await env.sql(`select generation::int from postgres_writer.ledger where name = 'known-2'`)).toEqual([
      { generation: 3 },
    ]);
  });

  it('leaves late, moved, new and unchanged ones to a closer look', async () => {
    await env.sql(STUDENTS.replace('students', 'pupils'));
    const [late, moved, unchanged, ...rest] = named('known').map((request) => edited(edited(request)));
    await store.apply(applyOf('known-1', { table: 'pupils', owner: { ...moved!.owner, generation: 2 } }), never);
    const outcomes = await apply([
      { ...late!, owner: { ...late!.owner, resourceVersion: '1' } },
      { ...moved!, owner: owner('known-1', { generation: 4 }) },
      { ...unchanged!, owner: owner('known-2', { generation: 2 }), rows: [student('known-2', { age: 1 })] },
      { ...applyOf('late-comer'), owner: owner('late-comer', { generation: 5 }) },
      ...rest,
    ]);
    expect(kinds(outcomes)).toEqual(['fenced', 'written', 'inSync', 'written', ...rest.map(() => 'written')]);
    expect(outcomes[1]).toMatchObject({ movedFrom: { table: 'pupils' } });
  });

  it('is looked at after all when a row was deleted by hand', async () => {
    await env.sql(`delete from students where id = 'default/known-5'`);
    const outcomes = await apply(named('known').map((request) => edited(edited(request))));
    expect(outcomes[5]).toMatchObject({ kind: 'written', inserted: 1 });
    expect(await ages()).toEqual(outcomes.map(() => 77));
  });
});

describe('an edit whose row looks equal', () => {
  let pool: SqlPool;
  beforeEach(() => {
    const { host, port, user, password, database } = env.database;
    pool = createPool({ host, port, user, password, database });
  });
  afterEach(() => pool.close());

  /** An edit of known-0 back to what it is, as a bare statement. */
  async function edit(): Promise<Statement> {
    const [found] = await pool.run([describeByName(parseTableName('students'))]);
    const row = student('known-0', { age: 1 });
    const target = targetFor(readTableInfo(onlyRow(found)), 'id', [row]);
    const writer = writerOf(owner('known-0', { generation: 9, resourceVersion: '1000000' }), CLUSTER, 0n);
    return updateOwned(target, [{ writer, row, reclaim: false }]);
  }

  it('does nothing if another writer changed both meanwhile', async () => {
    const statement = await edit();
    const { result } = await pool.transaction(async (older) => {
      const touch = `update postgres_writer.ledger set revision = revision + 1, resource_version = 999999 where name = 'known-0'`;
      await older.run(
        { text: touch, values: [] },
        { text: `update students set age = 2 where name = 'known-0'`, values: [] },
      );
      const running = pool.run([statement], { lockTimeoutMs: 20_000 }).catch((error: unknown) => error);
      await eventually(async () => {
        const waiting = await env.sql(
          `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'with input%'`,
        );
        return waiting.length > 0;
      });
      return { result: running };
    });
    expect(await result).toMatchObject({ code: '23514', fields: { constraint: 'row_not_written' } });
    expect(await env.sql(`select age from students where name = 'known-0'`)).toEqual([{ age: 2 }]);
    expect(await pool.run([statement])).toMatchObject([{ rows: [{ verdicts: 'u' }] }]);
    expect(await env.sql(`select age from students where name = 'known-0'`)).toEqual([{ age: 1 }]);
  });

  it('advances the ledger if nobody did', async () => {
    expect(await pool.run([await edit()])).toMatchObject([{ rows: [{ verdicts: 'l' }] }]);
  });
});

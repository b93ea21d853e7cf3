import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { PostgresProxy } from '../../../../../test/faults/postgres-proxy.ts';
import type { ApplyRequest } from '../../../controller/row-store.ts';
import { createPool } from '../../../postgres/pg-pool.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import type { SqlPool } from '../../../postgres/sql.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
let proxy: PostgresProxy;
let store: PostgresRowStore;

beforeAll(async () => {
  proxy = await PostgresProxy.start(env.database);
});
afterAll(() => proxy[Symbol.asyncDispose]());
beforeEach(async () => {
  await env.sql('drop table if exists students, pupils cascade');
  await env.sql(STUDENTS);
  await env.sql('alter table students add check (age >= 0)');
  store = storeOn({ ...env.database, host: proxy.host, port: proxy.port });
  await store.ready();
  await env.sql('delete from postgres_writer.ledger');
  await store.apply(applyOf('warm-up'), never);
  await store.remove(removeOf('warm-up'), never);
  proxy.forgetStatements();
});
afterEach(() => store.close());

/** Statements that reached the server, apart from the one that sets the limits of each transaction. */
const statements = () => proxy.statements.filter(({ sql }) => !sql.includes('set_config')).map(({ sql }) => sql);
const applyAll = (requests: readonly ApplyRequest[], to = store) =>
  Promise.all(requests.map((request) => to.apply(request, never).catch((error: unknown) => error as Error)));
const many = (count: number) => Array.from({ length: count }, (_, i) => applyOf(`s${i}`));
const count = async (table = 'students') =>
  (await env.sql<{ n: number }>(`select count(*)::int as n from ${table}`))[0]?.n;

describe('concurrent writes to one table', () => {
  it('become few statements, whose number does not grow with theirs', async () => {
    const outcomes = await applyAll(many(2_000));
    expect(outcomes.every((outcome) => 'kind' in outcome && outcome.kind === 'written')).toBe(true);
    expect(await count()).toBe(2_000);
    expect(statements().length).toBeLessThanOrEqual(4);
  });

  it('a lone write is one statement and one round trip', async () => {
    await store.apply(applyOf('ann'), never);
    expect(statements()).toHaveLength(1);
    proxy.forgetStatements();
    await store.remove(removeOf('ann'), never);
    expect(statements()).toHaveLength(2);
    expect(new Set(statements()).size).toBe(2);
  });

  it('what is in sync costs one statement and writes nothing', async () => {
    const requests = many(1_000);
    await applyAll(requests);
    const before = await env.sql(
      'select sum(xmin::text::bigint) as x from students union all select sum(xmin::text::bigint) from postgres_writer.ledger',
    );
    proxy.forgetStatements();
    const outcomes = await applyAll(requests);
    expect(outcomes.every((outcome) => 'kind' in outcome && outcome.kind === 'inSync')).toBe(true);
    expect(statements().length).toBeLessThanOrEqual(3);
    expect(
      await env.sql(
        'select sum(xmin::text::bigint) as x from students union all select sum(xmin::text::bigint) from postgres_writer.ledger',
      ),
    ).toEqual(before);
  });

  it('mix edits, removals and conflicts, each with its own outcome', async () => {
    await env.sql(`insert into students values ('default/foreign', 'x', 1, 'y'), ('default/other', 'x', 1, 'y')`);
    await applyAll(many(100));
    const outcomes = await Promise.all([
      store.apply(applyOf('s0', { owner: owner('s0', { generation: 2 }), rows: [student('s0', { age: 1 })] }), never),
      store.remove(removeOf('s1'), never),
      store.apply(applyOf('foreign'), never),
      store.remove(removeOf('other', { keys: ['default/other'] }), never),
      store.apply(applyOf('new'), never),
      store.remove(removeOf('nobody'), never),
      store.apply(applyOf('s2', { owner: owner('s2', { resourceVersion: '1' }) }), never),
    ]);
    expect(outcomes).toMatchObject([
      { kind: 'written', updated: 1 },
      { kind: 'absent', removed: 1 },
      { kind: 'conflict', holder: { kind: 'foreign' } },
      { kind: 'absent', removed: 0, leftForeign: 1 },
      { kind: 'written', inserted: 1 },
      { kind: 'absent', removed: 0, leftForeign: 0 },
      { kind: 'fenced' },
    ]);
  });

  it('of one owner keep their order', async () => {
    const edits = Array.from({ length: 20 }, (_, i) =>
      applyOf('ann', { owner: owner('ann', { generation: i + 1 }), rows: [student('ann', { age: i })] }),
    );
    await applyAll(edits);
    expect(await env.sql('select age from students')).toEqual([{ age: 19 }]);
  });
});

describe('one bad row among a thousand', () => {
  test.each([0, 1, 499, 500, 998, 999])('at %i: the others are written, and it alone is refused', async (position) => {
    const requests = many(1_000).map((request, i) =>
      i === position ? { ...request, rows: [student(`s${i}`, { age: -1 })] } : request,
    );
    const outcomes = await applyAll(requests);
    const failed = outcomes.flatMap((outcome, i) => (outcome instanceof Error ? [{ i, outcome }] : []));
    expect(failed).toMatchObject([{ i: position, outcome: { failure: 'refused', reason: 'ValueRefused' } }]);
    expect(await count()).toBe(999);
    // Two for each halving of 1,000, and what the careful path needs to name the reason.
    expect(statements().length).toBeLessThanOrEqual(2 * 10 + 25);
  });

  it('a removal that a foreign key stops leaves the others gone', async () => {
    await applyAll(many(200));
    await env.sql('create table grades (student text references students)');
    await env.sql(`insert into grades values ('default/s77')`);
    const outcomes = await Promise.all(
      many(200).map(({ owner: of }, i) =>
        store.remove(removeOf(`s${i}`, { owner: of }), never).catch((error: unknown) => error as Error),
      ),
    );
    expect(outcomes.filter((outcome) => outcome instanceof Error)).toMatchObject([{ reason: 'RowNotRemoved' }]);
    expect(await env.sql('select id from students')).toEqual([{ id: 'default/s77' }]);
    await env.sql('drop table grades');
  });
});

describe('locks', () => {
  let session: SqlPool;
  beforeEach(() => {
    const { host, port, user, password, database } = env.database;
    session = createPool({ host, port, user, password, database });
  });
  afterEach(() => session.close());

  /** Runs `text` in a transaction of its own, and keeps what it locked until the returned function is called. */
  async function locked(text: string): Promise<() => Promise<void>> {
    const [holds, release] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const transaction = session.transaction(async (open) => {
      await open.run({ text, values: [] });
      holds.resolve(undefined);
      await release.promise;
    });
    await Promise.race([holds.promise, transaction]);
    return async () => {
      release.resolve(undefined);
      await transaction;
    };
  }

  it('a locked row holds up itself only', async () => {
    await applyAll(many(100));
    const unlock = await locked(`select from students where id = 'default/s42' for update`);
    const edits = many(100).map((request) => ({
      ...request,
      owner: { ...request.owner, generation: 2 },
      rows: [student(request.owner.name, { age: 77 })],
    }));
    const writes = edits.map((request) => store.apply(request, never));
    await Promise.all(writes.filter((_, i) => i !== 42));
    expect(await env.sql('select count(*)::int as n from students where age = 77')).toEqual([{ n: 99 }]);
    await unlock();
    expect(await writes[42]).toMatchObject({ kind: 'written' });
  });

  it('a locked table holds up itself only, and says so', async () => {
    await env.sql(STUDENTS.replace('students', 'pupils'));
    const unlock = await locked('lock table students in share mode');
    const stuck = applyAll(many(50));
    expect(await applyAll(Array.from({ length: 50 }, (_, i) => applyOf(`p${i}`, { table: 'pupils' })))).toEqual(
      Array.from({ length: 50 }, () => expect.objectContaining({ kind: 'written' }) as unknown),
    );
    const outcomes = await stuck;
    expect(outcomes.every((outcome) => outcome instanceof Error)).toBe(true);
    expect(outcomes[0]).toMatchObject({ failure: 'retry', reason: 'DatabaseError', code: '55P03' });
    await unlock();
    expect(await store.apply(applyOf('s0'), never)).toMatchObject({ kind: 'written' });
  }, 60_000);

  it('a caller that gives up while it waits leaves the queue', async () => {
    const unlock = await locked('lock table students in share mode');
    const first = store.apply(applyOf('first'), never);
    await eventually(() => statements().length > 0);
    const abort = new AbortController();
    const second = store.apply(applyOf('second'), { signal: abort.signal });
    second.catch(() => undefined);
    abort.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await unlock();
    expect(await first).toMatchObject({ kind: 'written' });
    expect(await env.sql('select id from students')).toEqual([{ id: 'default/first' }]);
  });
});

describe('a trigger that changes what was written', () => {
  const trigger = async (body: string) => {
    await env.sql(
      `create or replace function f() returns trigger language plpgsql as $$ begin ${body}; return new; end $$`,
    );
    await env.sql('create trigger t before insert or update on students for each row execute function f()');
  };

  it('is told once and not fought', async () => {
    await trigger('new.name := upper(new.name)');
    const request = applyOf('ann');
    expect(await store.apply(request, never)).toMatchObject({ kind: 'written', altered: true });
    expect(await store.apply(request, never)).toMatchObject({ kind: 'inSync' });
    await env.sql('alter table students disable trigger t');
    await env.sql(`update students set age = 99`);
    await env.sql('alter table students enable trigger t');
    expect(await store.apply(request, never)).toMatchObject({ kind: 'written', updated: 1, altered: true });
    const edit = { ...request, owner: owner('ann', { generation: 2 }), rows: [student('ann', { name: 'bea' })] };
    expect(await store.apply(edit, never)).toMatchObject({ kind: 'written', altered: true });
    expect(await env.sql('select name, age from students')).toEqual([{ name: 'BEA', age: 23 }]);
  });

  it('is left alone where it only keeps an audit in a table that the search path finds', async () => {
    await env.sql('create table audit (what text)');
    await trigger('insert into audit values (new.id)');
    expect(await store.apply(applyOf('ann'), never)).not.toHaveProperty('altered');
    expect(await env.sql('select what from audit')).toEqual([{ what: 'default/ann' }]);
    await env.sql('drop table audit');
  });
});

describe('values are compared as the column sees them', () => {
  test.each([
    { type: 'char(10)', value: 'ca' },
    { type: 'varchar(10)', value: 'ca   ' },
    { type: 'varchar(4)', value: 'ca        ' },
    { type: 'numeric(10,2)', value: 1.005 },
    { type: 'numeric', value: '1.50' },
    { type: 'real', value: 0.1 },
    { type: 'timestamp(0)', value: '2026-01-01 00:00:00.4' },
    { type: 'date', value: '2026-01-01' },
    { type: 'json', value: '{"b": 1,  "a":2}' },
    { type: 'jsonb', value: '{"b": 1,  "a":2}' },
    { type: 'uuid', value: 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' },
    { type: 'inet', value: '10.0.0.1' },
    { type: 'boolean', value: 'yes' },
    { type: 'integer[]', value: '{1,2}' },
    { type: 'varchar(3)[]', value: '{a,b}' },
    { type: 'int4range', value: '[1,5]' },
    { type: 'point', value: '(1,2)' },
    { type: 'xml', value: '<a/>' },
    { type: 'bit(3)', value: '101' },
    { type: 'interval', value: '1 day' },
    { type: 'money', value: '1.5' },
    { type: 'short', value: 'ca ' },
    { type: 'mood', value: 'happy' },
    { type: '"char"', value: 'x' },
  ])('$type', async ({ type, value }) => {
    await env.sql('drop domain if exists short cascade');
    await env.sql('drop type if exists mood cascade');
    await env.sql('create domain short as char(5) check (length(value) < 5)');
    await env.sql(`create type mood as enum ('sad', 'happy')`);
    await env.sql(`alter table students alter country type ${type} using null`);
    const request = applyOf('ann', { rows: [student('ann', { country: value })] });
    const typed = storeOn(env.database);
    const first = await typed.apply(request, never);
    expect(first).toMatchObject({ kind: 'written' });
    expect(first).not.toHaveProperty('altered');
    expect(await typed.apply(request, never)).toMatchObject({ kind: 'inSync' });
    await typed.close();
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresProxy, type WireRule } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';
import { recordHistory, regressions, type Change } from '../support/history.ts';
import { violations } from '../support/invariants.ts';
import { useOperator, useStage } from '../support/stage.ts';

// Faults between the operator and PostgreSQL (rows 9, 11 and 13 of the fault list). Each proves that it struck.
const stage = useStage();
let proxy: PostgresProxy;
let history: () => Promise<readonly Change[]>;
beforeAll(async () => {
  proxy = await PostgresProxy.start(stage.environment.database);
  history = await recordHistory(stage.tables);
});
afterAll(() => proxy[Symbol.asyncDispose]());
useOperator(stage, () => ({ database: { ...stage.login, host: proxy.host, port: proxy.port } }));

const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] });
const ageOf = async (name: string): Promise<number | undefined> => (await stage.tables.row(idOf(name)))?.age;

async function allIsWell(): Promise<void> {
  await soon(() => violations(scene())).toEqual([]);
  expect(regressions(await history())).toEqual([]);
}

/** Creates, edits and deletes an object through whatever is broken at the time. */
async function livesThrough(name: string): Promise<void> {
  await stage.writers.create(name, { age: 1 });
  await soon(() => ageOf(name)).toBe(1);
  await stage.writers.edit(name, { age: 2 });
  await soon(() => ageOf(name)).toBe(2);
  await soon(() => stage.writers.readiness(name)).toBe('True');
  await stage.writers.delete(name);
  await soon(() => stage.writers.get(name)).toBeUndefined();
  expect(await ageOf(name)).toBeUndefined();
}

describe.each(['cutBefore', 'cutAfter'] as const)('a connection that is reset (%s)', (kind) => {
  test('at any frame of a write costs nothing but a retry', async () => {
    const name = `frames-${kind.toLowerCase()}`;
    await stage.writers.create(name, { age: 0 });
    await soon(() => stage.writers.readiness(name)).toBe('True');
    let frames = 0;
    for (let age = 1; age <= 60; age += 1) {
      const injection = proxy.inject({ frame: {}, skip: age - 1, act: { kind } });
      await stage.writers.edit(name, { age });
      await soon(() => ageOf(name)).toBe(age);
      await soon(() => stage.writers.readiness(name)).toBe('True');
      injection.remove();
      frames += injection.fired;
      // The write needed fewer frames than were let pass: every one of them has had its turn.
      if (injection.fired === 0) break;
    }
    expect(frames).toBeGreaterThan(5);
    await allIsWell();
  });
});

test.each<{ readonly what: string; readonly rule: WireRule }>([
  {
    what: 'whose COMMIT never arrives',
    rule: { frame: { side: 'frontend', text: /^\s*commit/i }, act: { kind: 'cutBefore' } },
  },
  {
    what: 'whose COMMIT is acted on and not answered',
    rule: { frame: { side: 'backend', name: 'CommandComplete', text: /^COMMIT/ }, act: { kind: 'cutBefore' } },
  },
  {
    what: 'whose frame ends in the middle',
    rule: { frame: { side: 'backend', name: 'DataRow' }, act: { kind: 'truncate', bytes: 6 } },
  },
  {
    what: 'whose answer is late',
    rule: { frame: { side: 'backend', name: 'ReadyForQuery' }, act: { kind: 'delay', ms: 300 } },
  },
  {
    what: 'whose login is cut',
    rule: { frame: { side: 'backend', name: 'Authentication' }, act: { kind: 'cutAfter' } },
  },
])('a transaction $what is made good', async ({ what, rule }) => {
  if (what.includes('login')) proxy.cutAll();
  const injection = proxy.inject({ ...rule, times: 2 });
  await livesThrough(`commit-${what.replaceAll(/[^a-z]/gi, '-').toLowerCase()}`);
  expect(injection.fired).toBeGreaterThan(0);
  injection.remove();
  await allIsWell();
});

test('a database that refuses connections for a while is found again', async () => {
  await stage.writers.create('refused', { age: 1 });
  await soon(() => stage.writers.readiness('refused')).toBe('True');
  await proxy.refuse();
  await stage.writers.edit('refused', { age: 2 });
  await soon(() => stage.writers.readiness('refused')).toBe('DatabaseUnavailable');
  await proxy.restore();
  await soon(() => ageOf('refused')).toBe(2);
  await allIsWell();
});

test('a connection that is silent is given up, and what hung on it is done again', async () => {
  await stage.writers.create('silent', { age: 1 });
  await soon(() => ageOf('silent')).toBe(1);
  const injection = proxy.inject({ frame: { side: 'frontend' }, act: { kind: 'blackHole' } });
  await stage.writers.edit('silent', { age: 2 });
  await injection.untilFired();
  await soon(() => ageOf('silent'), { timeoutMs: 45_000 }).toBe(2);
  await soon(() => stage.writers.readiness('silent')).toBe('True');
  await allIsWell();
});

test('a route that is silent for a while costs nothing', async () => {
  await stage.writers.create('route', { age: 1 });
  await soon(() => ageOf('route')).toBe(1);
  proxy.blackHole();
  await stage.writers.edit('route', { age: 2 });
  await soon(() => proxy.connections).toBeGreaterThan(0);
  await proxy.restore();
  await soon(() => ageOf('route')).toBe(2);
  await allIsWell();
});

test('backends that are killed under load lose nothing', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `killed-${index}`);
  await stage.writers.createMany(names, () => ({ age: 0 }));
  let killed = 0;
  for (let age = 1; age <= 5; age += 1) {
    const edits = Promise.all(names.map((name) => stage.writers.edit(name, { age })));
    const [count] = await stage.tables.sql<{ n: number }>(
      'select count(pg_terminate_backend(pid))::int as n from pg_stat_activity where usename = $1',
      [stage.login.user],
    );
    killed += count?.n ?? 0;
    await edits;
  }
  expect(killed).toBeGreaterThan(0);
  await soon(
    async () => (await stage.tables.rows()).filter(({ id, age }) => id.includes('/killed-') && age === 5).length,
  ).toBe(40);
  await allIsWell();
});

describe('an error that says "try again"', () => {
  test.each([
    { what: 'a deadlock', code: '40P01' },
    { what: 'a serialization failure', code: '40001' },
    { what: 'a lock that was not available', code: '55P03' },
  ])('($what, $code) also when it comes with the COMMIT is nobody else’s business', async ({ code }) => {
    const name = `again-${code.toLowerCase()}`;
    // A sequence does not roll back: the first two attempts fail, the third passes.
    await stage.tables.sql(`create sequence tries_${code}`);
    await stage.tables.sql(
      `create function fail_${code}() returns trigger language plpgsql security definer as $$
       begin
         if new.name = '${code}' and nextval('public.tries_${code}') <= 2 then
           raise exception 'injected' using errcode = '${code}';
         end if;
         return null;
       end $$`,
    );
    await stage.tables.sql(
      `create constraint trigger fail_${code} after insert or update on students
       deferrable initially deferred for each row execute function fail_${code}()`,
    );
    await stage.writers.create(name, { name: code });
    await soon(() => stage.writers.readiness(name)).toBe('True');
    const [tries] = await stage.tables.sql<{ n: number }>(`select last_value::int as n from tries_${code}`);
    expect(tries?.n).toBeGreaterThanOrEqual(3);
    expect(await stage.tables.row(idOf(name))).toEqual(stage.writers.row(name, { name: code }));
    await stage.tables.sql(`drop trigger fail_${code} on students`);
    await allIsWell();
  });
});

test('a locked table holds up its own objects only', async () => {
  await stage.tables.create('locked');
  await stage.writers.create('locked-in', { table: 'locked', age: 1 });
  await soon(() => stage.writers.readiness('locked-in')).toBe('True');
  // One statement that holds the lock while it sleeps: superuser's own transaction.
  const holding = stage.tables.sql(
    `do $$ begin lock table locked in access exclusive mode; perform pg_sleep(3); end $$`,
  );
  await soon(async () => {
    const [found] = await stage.tables.sql<{ n: number }>(
      "select count(*)::int as n from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'locked' and l.mode = 'AccessExclusiveLock'",
    );
    return found?.n;
  }).toBe(1);
  await stage.writers.edit('locked-in', { age: 2 });
  const began = performance.now();
  await stage.writers.create('free', { table: 'alumni' });
  await soon(() => stage.writers.readiness('free')).toBe('True');
  expect(performance.now() - began).toBeLessThan(2_500);
  await holding;
  await soon(async () => (await stage.tables.row(idOf('locked-in'), 'locked'))?.age).toBe(2);
});

test('the number of SQL texts does not grow with the objects, whatever is in them', async () => {
  const texts = (): ReadonlySet<string> => new Set(proxy.statements.map(({ sql }) => sql));
  await livesThrough('one');
  const known = texts().size;
  const hostile = ["'; drop table students; --", '$1', '\\', '"', '/*', '🙂'];
  await stage.writers.createMany(
    Array.from({ length: 30 }, (_, index) => `many-${index}`),
    (index) => ({ name: hostile[index % hostile.length] ?? '', country: `${index}` }),
  );
  await soon(async () => (await stage.tables.rows()).filter(({ id }) => id.includes('/many-')).length).toBe(30);
  await livesThrough('two');
  expect(known).toBeGreaterThan(0);
  expect(texts().size).toBe(known);
  for (const text of texts()) expect(text).not.toContain('🙂');
});

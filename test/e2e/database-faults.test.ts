import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresProxy, type WireRule } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useLives } from '../support/lives.ts';
import { useOperator, useStage } from '../support/stage.ts';

// Faults between the operator and PostgreSQL (rows 9, 11 and 13 of the fault list). Each proves that it struck.
const stage = useStage();
const { ageOf, allIsWell, history, livesThrough } = useLives(stage);
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
let proxy: PostgresProxy;
beforeAll(async () => {
  proxy = await PostgresProxy.start(stage.environment.database);
});
afterAll(() => proxy[Symbol.asyncDispose]());
useOperator(stage, () => ({ database: { ...stage.login, host: proxy.host, port: proxy.port } }));

test.each<{ readonly what: string; readonly rule: WireRule }>([
  { what: 'whose end is never sent', rule: { frame: { side: 'frontend', name: 'Sync' }, act: { kind: 'cutBefore' } } },
  {
    what: 'that is acted on and not answered',
    rule: { frame: { side: 'frontend', name: 'Sync' }, act: { kind: 'cutAfter' } },
  },
  {
    what: 'whose answer ends in the middle of a frame',
    rule: { frame: { side: 'backend', name: 'DataRow' }, act: { kind: 'truncate', bytes: 6 } },
  },
  {
    what: 'whose answer is late',
    rule: { frame: { side: 'backend', name: 'ReadyForQuery' }, act: { kind: 'delay', ms: 300 } },
  },
])('a transaction $what is made good', async ({ what, rule }) => {
  const name = what.replaceAll(' ', '-');
  await stage.writers.create(name, { age: 1 });
  await soon(() => stage.writers.readiness(name)).toBe('True');
  const injection = proxy.inject({ ...rule, times: 2 });
  await stage.writers.edit(name, { age: 2 });
  await injection.untilFired();
  await soon(() => ageOf(name)).toBe(2);
  await soon(() => stage.writers.readiness(name)).toBe('True');
  injection.remove();
  // Done again, it finds that it was done: a row is not written twice.
  const updates = (await history()).filter(({ id, age }) => id === idOf(name) && age === 2);
  expect(updates).toHaveLength(1);
  await allIsWell();
});

test('a login that is cut is tried again', async () => {
  const injection = proxy.inject({
    frame: { side: 'backend', name: 'Authentication' },
    act: { kind: 'cutAfter' },
    times: 2,
  });
  proxy.cutAll();
  await livesThrough('login');
  expect(injection.fired).toBe(2);
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

test('a database that has no connection to spare is waited for', async () => {
  await stage.tables.sql(`alter role ${stage.login.user} connection limit 0`);
  proxy.cutAll();
  await stage.writers.create('crowded');
  await soon(() => stage.writers.readiness('crowded')).toBe('DatabaseUnavailable');
  await stage.tables.sql(`alter role ${stage.login.user} connection limit -1`);
  await soon(() => stage.writers.readiness('crowded')).toBe('True');
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
  // How many objects meet in a batch decides which few forms of a statement are used, so some may be new; not one an object.
  expect(texts().size).toBeLessThan(known + 10);
  for (const text of texts()) expect(text).not.toMatch(/🙂|drop table|many-/);
});

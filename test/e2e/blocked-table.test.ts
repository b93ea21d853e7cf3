import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresProxy } from '../faults/postgres-proxy.ts';
import { soon, throughout } from '../support/eventually.ts';
import { useOperator, useStage } from '../support/stage.ts';

// Many objects wait for one table to be mended. The database is asked for all of them together.
const OBJECTS = 1_000;
/** A table is looked at again every 5 s. */
const LOOK_MS = 5_000;
/** In that time: a look (three statements, one of which sets its limits), two pings, and what happens to fall into it. */
const A_HANDFUL = 30;

const stage = useStage({ tables: [] });
let proxy: PostgresProxy;
beforeAll(async () => {
  proxy = await PostgresProxy.start(stage.environment.database);
});
afterAll(() => proxy[Symbol.asyncDispose]());
useOperator(stage, () => ({
  database: { ...stage.login, host: proxy.host, port: proxy.port },
  args: ['--drift-interval=2s'],
}));

const waiting = async (reason: string): Promise<number> =>
  (await stage.writers.list()).filter(({ status }) => status?.conditions?.[0]?.reason === reason).length;

test(`a table that is missing for ${OBJECTS} objects costs a handful of statements every 5 s, until it is there`, async () => {
  const names = Array.from({ length: OBJECTS }, (_, index) => `waiting-${index}`);
  await stage.writers.createMany(names, () => ({ table: 'awaited' }));
  await soon(() => waiting('TableNotFound'), { timeoutMs: 40_000 }).toBe(OBJECTS);
  // All have heard of it; from now on they wait together.
  proxy.forgetStatements();
  await throughout(1.3 * LOOK_MS, async () => {
    expect(await stage.writers.readiness('waiting-0')).toBe('TableNotFound');
    expect(proxy.statements.length).toBeLessThan(2 * A_HANDFUL);
  });
  expect(proxy.statements.filter(({ sql }) => sql.includes('pg_class')).length).toBeGreaterThan(0);

  await stage.tables.create('awaited');
  await soon(() => stage.tables.count('awaited'), { timeoutMs: 4 * LOOK_MS }).toBe(OBJECTS);
});

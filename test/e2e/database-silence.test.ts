import { afterAll, beforeAll, test } from 'vitest';
import { PostgresProxy } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useLives } from '../support/lives.ts';
import { useOperator, useStage } from '../support/stage.ts';

// A connection to PostgreSQL that is open and silent (row 11 of the fault list): only a deadline tells.
const stage = useStage();
const { ageOf, allIsWell } = useLives(stage);
let proxy: PostgresProxy;
beforeAll(async () => {
  proxy = await PostgresProxy.start(stage.environment.database);
});
afterAll(() => proxy[Symbol.asyncDispose]());
useOperator(stage, () => ({ database: { ...stage.login, host: proxy.host, port: proxy.port } }));

test('a connection that is silent is given up, and what hung on it is done again', async () => {
  await stage.writers.create('silent', { age: 1 });
  await soon(() => ageOf('silent')).toBe(1);
  const injection = proxy.inject({ frame: { side: 'frontend' }, act: { kind: 'blackHole' } });
  await stage.writers.edit('silent', { age: 2 });
  await injection.untilFired();
  await soon(() => ageOf('silent'), { timeoutMs: 45_000 }).toBe(2);
  await soon(() => stage.writers.readiness('silent')).toBe('True');
  await allIsWell();
  // To the server the connection is open still.
  proxy.cutAll();
});

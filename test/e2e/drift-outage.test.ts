import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresProxy } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useStage } from '../support/stage.ts';

// A database that comes back is perhaps not as it was: a standby took over that had not heard of the last writes. Nobody
// waits for the interval then, which is off here.
const stage = useStage();
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;
let proxy: PostgresProxy;
beforeAll(async () => {
  proxy = await PostgresProxy.start(stage.environment.database);
});
afterAll(() => proxy[Symbol.asyncDispose]());
const start = () =>
  stage.startOperator({
    database: { ...stage.login, host: proxy.host, port: proxy.port },
    args: ['--drift-interval=0'],
  });

test('rows that an outage took away come back with the database', async () => {
  await using operator = await start();
  await stage.writers.create('lost', { age: 1 });
  await stage.writers.create('older', { age: 2 });
  for (const name of ['lost', 'older']) await soon(() => stage.writers.readiness(name)).toBe('True');
  await proxy.refuse();
  await soon(() => operator.output).toContain('database unavailable');
  await stage.tables.sql('delete from students where id = $1', [idOf('lost')]);
  await stage.tables.sql('update students set age = 1 where id = $1', [idOf('older')]);
  await proxy.restore();
  await soon(() => stage.tables.row(idOf('lost'))).toEqual(stage.writers.row('lost', { age: 1 }));
  await soon(() => stage.tables.row(idOf('older'))).toEqual(stage.writers.row('older', { age: 2 }));
});

test('a start without the database says nothing about rows; with it they are compared', async () => {
  await stage.tables.sql('delete from students where id = $1', [idOf('lost')]);
  const before = (await stage.writers.get('lost'))?.metadata.resourceVersion;
  await proxy.refuse();
  await using operator = await stage.launchOperator({
    database: { ...stage.login, host: proxy.host, port: proxy.port },
    args: ['--drift-interval=0'],
  });
  await soon(() => operator.output).toContain('rows not compared');
  expect((await stage.writers.get('lost'))?.metadata.resourceVersion).toBe(before);
  await proxy.restore();
  await soon(() => stage.tables.row(idOf('lost'))).toBeDefined();
});

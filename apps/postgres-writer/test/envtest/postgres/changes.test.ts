import { setTimeout as sleep } from 'node:timers/promises';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Place, RowChange } from '../../../controller/row-store.ts';
import { createChangeFeed } from '../../../postgres/changes/change-feed.ts';
import { createListener } from '../../../postgres/pg-listener.ts';
import { createPool } from '../../../postgres/pg-pool.ts';
import type { PostgresRowStore } from '../../../postgres/row-store.ts';
import type { SqlPool } from '../../../postgres/sql.ts';
import { applyOf, never, owner, removeOf, storeOn, student, STUDENTS } from './store.ts';

const env = testEnvironment({ database: true });
const access = () => {
  const { host, port, user, password, database } = env.database;
  return { host, port, user, password, database };
};

let store: PostgresRowStore;
let pool: SqlPool;
let ending: AbortController;
let listening: Promise<void> | undefined;
let heard: RowChange[];
let gaps: number;
let lost: number;
let deaf: Place[];

beforeEach(async () => {
  await env.sql('drop schema if exists postgres_writer cascade');
  await env.sql('drop table if exists students cascade');
  await env.sql(STUDENTS);
  store = storeOn(env.database);
  pool = createPool({ ...access(), maxConnections: 2 });
  ending = new AbortController();
  [heard, gaps, lost, deaf] = [[], 0, 0, []];
});
afterEach(async () => {
  ending.abort();
  await listening;
  await pool.close();
  await store.close();
});

const feed = () =>
  createChangeFeed({
    pool,
    listener: createListener({ ...access(), applicationName: 'listener' }),
    clusterId: 'cluster-a',
  });

function listen(changes = feed()): void {
  listening = changes.listen({
    onChange: (change) => heard.push(change),
    onGap: () => gaps++,
    onLost: () => lost++,
    onDeaf: (place) => deaf.push(place),
    signal: ending.signal,
  });
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not come to that in 10 s');
    await sleep(2);
  }
}

const keys = () => heard.flatMap((change) => change.keys ?? []);
const watched = () => heard.some(({ keys: named }) => named === undefined);
const triggers = async () =>
  (await env.sql(`select tgname from pg_trigger where tgname like 'postgres_writer%'`)).length;

it('tells of rows that somebody else edits and deletes, and of no write of its own', async () => {
  await store.apply(applyOf('ann'), never);
  await store.apply(applyOf('bob'), never);
  listen();
  await until(watched);
  await env.sql(`update students set age = 1 where id = 'default/ann'`);
  await until(() => keys().includes('default/ann'));
  await store.apply(
    applyOf('bob', { owner: owner('bob', { generation: 2 }), rows: [student('bob', { age: 2 })] }),
    never,
  );
  await store.remove(removeOf('bob'), never);
  await env.sql(`delete from students where id = 'default/ann'`);
  await until(() => keys().length === 2);
  expect(keys()).toEqual(['default/ann', 'default/ann']);
  expect(gaps).toBe(1);
});

it('names no more than a hundred keys, and none of a truncated table', async () => {
  await store.apply(applyOf('ann'), never);
  listen();
  await until(watched);
  await env.sql(`insert into students select 'x' || i from generate_series(1, 100) i`);
  heard = [];
  await env.sql('update students set age = 1');
  await until(watched);
  heard = [];
  await env.sql('truncate students');
  await until(watched);
  await env.sql('update students set age = 2');
  expect(heard).toEqual([{ place: { schema: 'public', table: 'students' }, keys: undefined }]);
});

it('hears again after its connection was lost, and says that something may have been missed', async () => {
  await store.apply(applyOf('ann'), never);
  listen();
  await until(watched);
  await env.sql(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listener'`);
  await until(() => lost === 1 && gaps === 2);
  await env.sql(`update students set age = 1 where id = 'default/ann'`);
  await until(() => keys().includes('default/ann'));
});

it('says once that it may not watch a table', async () => {
  await store.apply(applyOf('ann'), never);
  await env.sql('drop role if exists reader');
  await env.sql(`create role reader login password 'reader'`);
  await env.sql('grant usage on schema postgres_writer to reader');
  await env.sql('grant select on all tables in schema postgres_writer to reader');
  await pool.close();
  pool = createPool({ ...access(), user: 'reader', password: 'reader' });
  listen();
  await until(() => deaf.length > 0);
  expect(deaf).toEqual([{ schema: 'public', table: 'students' }]);
  ending.abort();
  await listening;
  await env.sql('drop owned by reader');
  await env.sql('drop role reader');
});

it('takes its triggers away again', async () => {
  await store.apply(applyOf('ann'), never);
  listen();
  await until(watched);
  expect(await triggers()).toBe(3);
  ending.abort();
  await listening;
  expect(await feed().silence(never)).toBe(true);
  expect(await triggers()).toBe(0);
  expect(await feed().silence(never)).toBe(false);
});

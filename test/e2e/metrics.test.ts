import { readFile } from 'node:fs/promises';
import { freePort } from '@kubewright/envtest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PostgresProxy } from '../faults/postgres-proxy.ts';
import { soon } from '../support/eventually.ts';
import { useOperator, useStage } from '../support/stage.ts';

// What a running operator serves, and whether the page tells of all of it.
const stage = useStage();
let proxy: PostgresProxy;
let profilePort: number;
beforeAll(async () => {
  profilePort = await freePort();
  proxy = await PostgresProxy.start(stage.environment.database);
});
afterAll(() => proxy[Symbol.asyncDispose]());
const operator = useOperator(stage, () => ({
  database: { ...stage.login, host: proxy.host, port: proxy.port },
  args: [
    '--leader-elect',
    '--leader-election-id=metrics.e2e',
    `--leader-election-namespace=${stage.environment.namespace}`,
    '--drift-interval=300ms',
    `--profile-bind-address=127.0.0.1:${profilePort}`,
  ],
}));

interface Family {
  readonly type: string;
  readonly labels: readonly string[];
}

/** By name. Labels are those of the samples there are. */
function parse(metrics: string): ReadonlyMap<string, Family> {
  const types = [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Map(
    types.map(([, name = '', type = '']) => {
      const samples = metrics.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?\\{(.*)\\} `, 'gm'));
      const labels = [...samples].flatMap(([, all = '']) =>
        [...all.matchAll(/(\w+)="/g)].map(([, label = '']) => label),
      );
      return [name, { type, labels: [...new Set(labels)].filter((label) => label !== 'le').toSorted() }];
    }),
  );
}

const value = async (sample: string): Promise<number> => {
  const line = (await operator.current.metrics()).split('\n').find((each) => each.startsWith(`${sample} `));
  return Number(line?.split(' ').at(-1));
};

beforeAll(async () => {
  await stage.tables.sql('alter table students add constraint adult check (age >= 18)');
  await stage.writers.create('ann');
  await stage.writers.create('minor', { age: 1 });
  await soon(() => stage.writers.readiness('ann')).toBe('True');
  await soon(() => stage.writers.readiness('minor')).toBe('ValueRefused');
});

test('docs/reference/metrics.md lists every metric, with its type and labels, and no other', async () => {
  const page = await readFile(new URL('../../docs/reference/metrics.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\w+) \| (.*?) \|/gm)];
  const documented = rows.map(([, name = '', type = '', labels = '']) => {
    return [name, { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label).toSorted() }];
  });
  const served = [...parse(await operator.current.metrics())].filter(([name]) => !/^(process|nodejs)_/.test(name));
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(served));
});

test('the dashboard of config/grafana asks for nothing else', async () => {
  const dashboard = await readFile(new URL('../../config/grafana/postgres-writer.json', import.meta.url), 'utf8');
  const { panels } = JSON.parse(dashboard) as { panels: { targets?: { expr: string }[] }[] };
  const exprs = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const asked = exprs.flatMap((expr) => [...expr.matchAll(/(\w+)\{/g)].map(([, name = '']) => name));
  expect(asked.length).toBeGreaterThanOrEqual(exprs.length);
  const served = parse(await operator.current.metrics());
  const missing = asked.filter((name) => !served.has(name) && !served.has(name.replace(/_(bucket|sum|count)$/, '')));
  expect(missing).toEqual([]);
});

test('profiles of the process are served where it was asked for', async () => {
  const answer = await fetch(`http://127.0.0.1:${profilePort}/debug/pprof/profile?seconds=0.1`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toHaveProperty('nodes');
});

describe('the operator counts', () => {
  test('objects by condition', async () => {
    await soon(() => value('postgres_writer_objects{condition="Ready",status="True"}')).toBe(1);
    expect(await value('postgres_writer_objects{condition="Ready",status="False"}')).toBe(1);
    expect(await value('postgres_writer_objects{condition="Stalled",status="True"}')).toBe(1);
  });

  test('rows that are written, refused, repaired and removed', async () => {
    expect(await value('postgres_writer_rows_written_total{operation="insert"}')).toBe(1);
    expect(await value('postgres_writer_rows_refused_total{reason="ValueRefused"}')).toBeGreaterThan(0);
    await stage.tables.sql("update students set age = 99 where id like '%/ann'");
    await soon(() => value('postgres_writer_rows_repaired_total')).toBe(1);
    await stage.writers.create('ben', { age: 20 });
    await soon(() => stage.writers.readiness('ben')).toBe('True');
    await stage.writers.delete('ben');
    await soon(() => stage.writers.get('ben')).toBeUndefined();
    expect(await value('postgres_writer_rows_removed_total')).toBe(1);
    expect(await value('postgres_writer_batch_rows_count{operation="remove"}')).toBe(1);
  });

  test('for how long a row has drifted that is only reported', async () => {
    await stage.writers.create('cleo', { driftPolicy: 'Report' });
    await soon(() => stage.writers.readiness('cleo')).toBe('True');
    expect(await value('postgres_writer_drift_age_seconds')).toBe(0);
    await stage.tables.sql("update students set age = 99 where id like '%/cleo'");
    await soon(() => value('postgres_writer_drift_age_seconds')).toBeGreaterThan(0);
    expect(await value('postgres_writer_objects{condition="Drifted",status="True"}')).toBe(1);
  });

  test('when rows were last compared, and whether the database answers', async () => {
    const ageSeconds = Date.now() / 1_000 - (await value('postgres_writer_drift_check_timestamp_seconds'));
    expect(ageSeconds).toBeLessThan(10);
    expect(await value('postgres_writer_database_reachable')).toBe(1);
  });

  test('rows that wait while another statement has their table, and how long it took', async () => {
    await stage.writers.create('dee');
    await soon(() => stage.writers.readiness('dee')).toBe('True');
    const took = () => value('postgres_writer_statement_duration_seconds_sum{operation="apply"}');
    const waited = () => value('postgres_writer_queue_duration_seconds_sum{operation="apply"}');
    const before = { took: await took(), waited: await waited() };
    proxy.blackHole();
    for (const name of ['eve', 'fay', 'gus']) await stage.writers.create(name);
    await soon(() => value('postgres_writer_rows_waiting')).toBeGreaterThan(0);
    await proxy.restore();
    await soon(() => value('postgres_writer_rows_waiting')).toBe(0);
    await soon(() => stage.writers.readiness('gus')).toBe('True');
    expect(await took()).toBeGreaterThan(before.took);
    expect(await waited()).toBeGreaterThan(before.waited);
  });

  test('an edit as an update', async () => {
    const before = await value('postgres_writer_rows_written_total{operation="update"}');
    await stage.writers.edit('dee', { age: 77 });
    await soon(() => value('postgres_writer_rows_written_total{operation="update"}')).toBe(before + 1);
  });

  test('a database that is away, and objects that wait for it', async () => {
    await proxy.refuse();
    await stage.writers.create('hal');
    await soon(() => value('postgres_writer_database_reachable')).toBe(0);
    await soon(() => value('postgres_writer_objects{condition="Reconciling",status="True"}')).toBe(1);
    await proxy.restore();
    await soon(() => value('postgres_writer_database_reachable')).toBe(1);
    await soon(() => value('postgres_writer_objects{condition="Reconciling",status="True"}')).toBe(0);
  });
});

import { registry } from '@kubewright/controller-runtime/metrics';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Census } from '../../../controller/object-census.ts';
import { RowStoreError, type SweepOutcome } from '../../../controller/row-store.ts';
import { operatorMetrics, type OperatorMetrics } from '../../../metrics.ts';

const place = { schema: 'public', table: 'students' };
const nobody: Census = {
  ready: { True: 0, False: 0, Unknown: 0 },
  reconciling: 0,
  stalled: 0,
  drifted: 0,
  driftedSinceMs: undefined,
};
let [census, waiting, reachable, nowMs] = [nobody, 0, true, 0];
let metrics: OperatorMetrics;

beforeEach(() => {
  [census, waiting, reachable, nowMs] = [nobody, 0, true, 1_000_000];
  registry.clear();
  metrics = operatorMetrics(registry, {
    census: () => census,
    waiting: () => waiting,
    databaseReachable: () => reachable,
    now: () => nowMs,
  });
});

/** The value of a sample, as it is scraped. */
async function value(sample: string): Promise<number> {
  const name = `postgres_writer_${sample}`;
  const line = (await registry.metrics()).split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

test('counters are there before anything happened, so that a first event is seen as one', async () => {
  const samples = [
    'rows_written_total{operation="insert"}',
    'rows_written_total{operation="update"}',
    'rows_removed_total',
    'rows_repaired_total',
    'batch_rows_count{operation="apply"}',
    'batch_rows_count{operation="remove"}',
  ];
  for (const sample of samples) expect(await value(sample), sample).toBe(0);
});

describe('rows', () => {
  test('written are told apart, and those that moved or were pruned count as removed', async () => {
    const written = { kind: 'written', place, inserted: 2, updated: 3, pruned: 4 } as const;
    metrics.observer.applied?.(written);
    metrics.observer.applied?.({ ...written, movedFrom: { schema: 'public', table: 'alumni' } });
    metrics.observer.removed?.({ kind: 'absent', removed: 5, retained: 0, leftForeign: 0 });
    expect(await value('rows_written_total{operation="insert"}')).toBe(4);
    expect(await value('rows_written_total{operation="update"}')).toBe(6);
    expect(await value('rows_removed_total')).toBe(2 * 4 + 1 + 5);
  });

  test('in sync, or fenced off, count nowhere', async () => {
    metrics.observer.applied?.({ kind: 'inSync', place });
    metrics.observer.applied?.({ kind: 'fenced' });
    metrics.observer.removed?.({ kind: 'fenced' });
    expect(await value('rows_written_total{operation="insert"}')).toBe(0);
    expect(await value('rows_removed_total')).toBe(0);
    expect(await registry.metrics()).not.toContain('postgres_writer_rows_refused_total{');
  });

  test('refused are counted by reason, a conflict too', async () => {
    const refused = new RowStoreError('refused', 'ValueRefused', 'no');
    metrics.observer.failed?.('apply', refused);
    metrics.observer.failed?.('remove', refused);
    metrics.observer.applied?.({ kind: 'conflict', place, key: 'ns/a', holder: { kind: 'foreign' } });
    expect(await value('rows_refused_total{reason="ValueRefused"}')).toBe(2);
    expect(await value('rows_refused_total{reason="RowOwnedByAnother"}')).toBe(1);
  });

  test('repaired are counted', async () => {
    metrics.onRepaired(2);
    metrics.onRepaired(1);
    expect(await value('rows_repaired_total')).toBe(3);
  });

  test('that wait are those of this moment', async () => {
    waiting = 7;
    expect(await value('rows_waiting')).toBe(7);
    waiting = 0;
    expect(await value('rows_waiting')).toBe(0);
  });
});

test('a statement tells its rows, its time, and how long it was waited for', async () => {
  metrics.observer.batch?.({ operation: 'apply', place, size: 1_000, seconds: 0.2, queuedSeconds: 0.05 });
  expect(await value('batch_rows_sum{operation="apply"}')).toBe(1_000);
  expect(await value('statement_duration_seconds_sum{operation="apply"}')).toBe(0.2);
  expect(await value('queue_duration_seconds_sum{operation="apply"}')).toBe(0.05);
  expect(await value('statement_duration_seconds_count{operation="remove"}')).toBe(0);
});

test('one that takes as long as it may be allowed to falls into a bucket', async () => {
  metrics.observer.batch?.({ operation: 'apply', place, size: 1, seconds: 599, queuedSeconds: 0 });
  expect(await value('statement_duration_seconds_bucket{le="600",operation="apply"}')).toBe(1);
});

describe('the state', () => {
  test('is that of the objects', async () => {
    census = {
      ready: { True: 5, False: 2, Unknown: 1 },
      reconciling: 1,
      stalled: 2,
      drifted: 3,
      driftedSinceMs: 970_000,
    };
    expect(await value('objects{condition="Ready",status="True"}')).toBe(5);
    expect(await value('objects{condition="Ready",status="False"}')).toBe(2);
    expect(await value('objects{condition="Ready",status="Unknown"}')).toBe(1);
    expect(await value('objects{condition="Reconciling",status="True"}')).toBe(1);
    expect(await value('objects{condition="Stalled",status="True"}')).toBe(2);
    expect(await value('objects{condition="Drifted",status="True"}')).toBe(3);
    expect(await value('drift_age_seconds')).toBe(30);
  });

  test('has no drift age once nothing drifts, nor a negative one by another clock', async () => {
    census = { ...nobody, drifted: 1, driftedSinceMs: nowMs + 5_000 };
    expect(await value('drift_age_seconds')).toBe(0);
    census = nobody;
    expect(await value('drift_age_seconds')).toBe(0);
  });

  test('is that of the database', async () => {
    expect(await value('database_reachable')).toBe(1);
    reachable = false;
    expect(await value('database_reachable')).toBe(0);
  });

  test('tells when rows were last compared', async () => {
    expect(await value('drift_check_timestamp_seconds')).toBe(0);
    metrics.onChecked({ compared: 3, drifted: 0, unknown: 0 });
    expect(await value('drift_check_timestamp_seconds')).toBe(1_000);
  });
});

test('a sweep tells of the newest in each namespace, added up', async () => {
  const swept = (over: Partial<SweepOutcome>): SweepOutcome => ({
    ...{ entries: 10, orphans: 0, heldBack: false, removed: 0, retained: 0, left: 0, failures: [] },
    ...over,
  });
  metrics.onSwept('a', swept({ orphans: 8, heldBack: true }));
  metrics.onSwept('b', swept({ entries: 5, orphans: 2 }));
  expect(await value('ledger_entries')).toBe(15);
  expect(await value('sweep_held_back_objects')).toBe(8);
  metrics.onSwept('a', swept({ entries: 2 }));
  expect(await value('ledger_entries')).toBe(7);
  expect(await value('sweep_held_back_objects')).toBe(0);
});

import { counter, gauge, histogram, type Registry } from '@kubewright/controller-runtime/metrics';
import type { CheckOutcome } from './controller/drift-checker.ts';
import type { Census } from './controller/object-census.ts';
import type { SweepOutcome } from './controller/row-store.ts';
import type { RowStoreObserver } from './postgres/observer.ts';

/** What is asked for when the metrics are read. */
export interface MetricSources {
  readonly census: () => Census;
  /** Rows that wait for a statement. */
  readonly waiting: () => number;
  readonly databaseReachable: () => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Where the operator's parts report to. */
export interface OperatorMetrics {
  readonly observer: RowStoreObserver;
  readonly onRepaired: (rows: number) => void;
  readonly onChecked: (outcome: CheckOutcome) => void;
  /** @param scope A namespace; `undefined`: all. */
  readonly onSwept: (scope: string | undefined, outcome: SweepOutcome) => void;
}

/** From a lone write on this machine to the longest deadline that a statement can be given. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600];
/** Up to the most that one statement carries. */
const ROWS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];
const OPERATIONS = ['apply', 'remove'] as const;

/**
 * The operator's own metrics, beside the framework's. docs/reference/metrics.md lists them; a test compares. Labels are
 * few, and none is a name that users choose.
 */
export function operatorMetrics(registry: Registry, sources: MetricSources): OperatorMetrics {
  observeState(registry, sources);
  const written = counter(registry, {
    name: 'postgres_writer_rows_written_total',
    help: 'Rows inserted or updated',
    labelNames: ['operation'],
  });
  const removed = counter(registry, {
    name: 'postgres_writer_rows_removed_total',
    help: 'Rows deleted: their object went, moved to another table, or was found to be gone by a sweep',
    labelNames: [],
  });
  const repaired = counter(registry, {
    name: 'postgres_writer_rows_repaired_total',
    help: 'Rows written again because somebody else had changed or deleted them; also counted as written',
    labelNames: [],
  });
  const refused = counter(registry, {
    name: 'postgres_writer_rows_refused_total',
    help: 'Attempts to write or remove a row that failed, by the reason that the object tells',
    labelNames: ['reason'],
  });
  for (const operation of ['insert', 'update']) written.inc({ operation }, 0);
  for (const each of [removed, repaired]) each.inc(0);
  const observeBatch = batchMetrics(registry);
  const checkedAt = gauge(registry, {
    name: 'postgres_writer_drift_check_timestamp_seconds',
    help: 'When all rows were last compared with their objects, in seconds since the epoch; 0: not yet',
    labelNames: [],
  });
  return {
    observer: {
      batch: observeBatch,
      applied: (outcome) => {
        if (outcome.kind === 'conflict') refused.inc({ reason: 'RowOwnedByAnother' });
        if (outcome.kind !== 'written') return;
        written.inc({ operation: 'insert' }, outcome.inserted);
        written.inc({ operation: 'update' }, outcome.updated);
        removed.inc(outcome.pruned + (outcome.movedFrom === undefined ? 0 : 1));
      },
      removed: (outcome) => {
        if (outcome.kind === 'absent') removed.inc(outcome.removed);
      },
      failed: (_operation, { reason }) => refused.inc({ reason }),
    },
    onRepaired: (rows) => repaired.inc(rows),
    onChecked: () => checkedAt.set(sources.now() / 1_000),
    onSwept: sweepMetrics(registry),
  };
}

function batchMetrics(registry: Registry): NonNullable<RowStoreObserver['batch']> {
  const of = { labelNames: ['operation'] } as const;
  const rows = histogram(registry, {
    name: 'postgres_writer_batch_rows',
    help: 'Rows per statement that writes or removes rows',
    buckets: ROWS,
    ...of,
  });
  const statement = histogram(registry, {
    name: 'postgres_writer_statement_duration_seconds',
    help: 'How long such a statement took until it was answered, retries of a collision included',
    buckets: SECONDS,
    ...of,
  });
  const queue = histogram(registry, {
    name: 'postgres_writer_queue_duration_seconds',
    help: 'How long the first row of such a statement had waited for it',
    buckets: SECONDS,
    ...of,
  });
  for (const operation of OPERATIONS) for (const each of [rows, statement, queue]) each.zero({ operation });
  return ({ operation, size, seconds, queuedSeconds }) => {
    rows.observe({ operation }, size);
    statement.observe({ operation }, seconds);
    queue.observe({ operation }, queuedSeconds);
  };
}

/** What holds at the moment of reading. */
function observeState(registry: Registry, { census, waiting, databaseReachable, now }: MetricSources): void {
  gauge(registry, {
    name: 'postgres_writer_objects',
    help: 'PostgresWriters by condition; those of Ready add up to all',
    labelNames: ['condition', 'status'],
    collect() {
      const { ready, reconciling, stalled, drifted } = census();
      for (const [status, count] of Object.entries(ready)) this.set({ condition: 'Ready', status }, count);
      this.set({ condition: 'Reconciling', status: 'True' }, reconciling);
      this.set({ condition: 'Stalled', status: 'True' }, stalled);
      this.set({ condition: 'Drifted', status: 'True' }, drifted);
    },
  });
  gauge(registry, {
    name: 'postgres_writer_drift_age_seconds',
    help: 'For how long the row that drifted first and is not repaired has been known to differ; 0: none',
    labelNames: [],
    collect() {
      const since = census().driftedSinceMs;
      this.set(since === undefined ? 0 : Math.max(now() - since, 0) / 1_000);
    },
  });
  gauge(registry, {
    name: 'postgres_writer_rows_waiting',
    help: 'Rows that wait for a statement',
    labelNames: [],
    collect() {
      this.set(waiting());
    },
  });
  gauge(registry, {
    name: 'postgres_writer_database_reachable',
    help: 'Whether PostgreSQL answers and its ledger can be used: 1 or 0',
    labelNames: [],
    collect() {
      this.set(databaseReachable() ? 1 : 0);
    },
  });
}

function sweepMetrics(registry: Registry): OperatorMetrics['onSwept'] {
  const entries = gauge(registry, {
    name: 'postgres_writer_ledger_entries',
    help: 'Objects that the ledger has a row of, in the namespaces of this operator, at the last sweep',
    labelNames: [],
  });
  const heldBack = gauge(registry, {
    name: 'postgres_writer_sweep_held_back_objects',
    help: 'Objects whose rows the last sweep left alone because they were implausibly many; 0: not held back',
    labelNames: [],
  });
  const byScope = new Map<string | undefined, SweepOutcome>();
  return (scope, outcome) => {
    byScope.set(scope, outcome);
    const all = [...byScope.values()];
    entries.set(all.reduce((sum, one) => sum + one.entries, 0));
    heldBack.set(all.reduce((sum, one) => sum + (one.heldBack ? one.orphans : 0), 0));
  };
}

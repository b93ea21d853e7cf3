import type { Registry } from 'prom-client';
import type { ControllerMetrics, ReconcileOutcome } from '../controller/metrics.ts';
import { counter, gauge, histogram } from './families.ts';

/** The `result` label. `requeue` is of the Go original, which knows `Requeue: true`; ours stays 0. */
const RESULTS = ['success', 'error', 'requeue', 'requeue_after'] as const;
type ResultLabel = (typeof RESULTS)[number];

const RESULT_OF: Readonly<Record<ReconcileOutcome, ResultLabel>> = {
  success: 'success',
  requeueAfter: 'requeue_after',
  error: 'error',
  terminalError: 'error',
  panic: 'error',
};

const TIME_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2,
  2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];

/** Names, labels and buckets are those of controller-runtime 0.25: `internal/controller/metrics`. */
export function controllerMetrics(registry: Registry, controller: string): ControllerMetrics {
  const labels = { controller };
  const of = { labelNames: ['controller'] } as const;
  const total = counter(registry, {
    name: 'controller_runtime_reconcile_total',
    help: 'Total number of reconciliations per controller',
    labelNames: ['controller', 'result'],
  });
  const errors = counter(registry, {
    name: 'controller_runtime_reconcile_errors_total',
    help: 'Total number of reconciliation errors per controller',
    ...of,
  });
  const terminalErrors = counter(registry, {
    name: 'controller_runtime_terminal_reconcile_errors_total',
    help: 'Total number of terminal reconciliation errors per controller',
    ...of,
  });
  const panics = counter(registry, {
    name: 'controller_runtime_reconcile_panics_total',
    help: 'Total number of reconciliations per controller that threw what only a mistake in the program throws',
    ...of,
  });
  const timeouts = counter(registry, {
    name: 'controller_runtime_reconcile_timeouts_total',
    help: 'Total number of reconciliation timeouts per controller',
    ...of,
  });
  const time = histogram(registry, {
    name: 'controller_runtime_reconcile_time_seconds',
    help: 'Length of time per reconciliation per controller',
    buckets: TIME_BUCKETS,
    ...of,
  });
  const workers = gauge(registry, {
    name: 'controller_runtime_max_concurrent_reconciles',
    help: 'Maximum number of concurrent reconciles per controller',
    ...of,
  });
  const active = gauge(registry, {
    name: 'controller_runtime_active_workers',
    help: 'Number of currently used workers per controller',
    ...of,
  });
  // A series that is there from the start lets `rate` see its first step.
  for (const result of RESULTS) total.inc({ controller, result }, 0);
  for (const each of [errors, terminalErrors, panics, timeouts]) each.inc(labels, 0);
  active.set(labels, 0);
  return {
    reconciled: (outcome, seconds) => {
      total.inc({ controller, result: RESULT_OF[outcome] });
      time.observe(labels, seconds);
      if (RESULT_OF[outcome] === 'error') errors.inc(labels);
      if (outcome === 'terminalError') terminalErrors.inc(labels);
      if (outcome === 'panic') panics.inc(labels);
    },
    timedOut: () => {
      timeouts.inc(labels);
    },
    workers: (count) => {
      workers.set(labels, count);
    },
    active: (change) => {
      active.inc(labels, change);
    },
  };
}

import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import {
  controllerMetrics,
  createMetricsServer,
  leaderElectionMetrics,
  processMetrics,
  restClientMetrics,
  workQueueMetrics,
} from '../../../src/metrics/index.ts';
import { discardLogger } from '../../../src/log/index.ts';

/** The lines of a metric, without comments. */
async function linesOf(registry: Registry, name: string): Promise<readonly string[]> {
  const text = await registry.getSingleMetricAsString(name);
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.includes('_bucket'));
}

describe('controller metrics', () => {
  test('are there from the start', async () => {
    const registry = new Registry();
    controllerMetrics(registry, 'thing');
    expect(await linesOf(registry, 'controller_runtime_reconcile_total')).toEqual([
      'controller_runtime_reconcile_total{controller="thing",result="success"} 0',
      'controller_runtime_reconcile_total{controller="thing",result="error"} 0',
      'controller_runtime_reconcile_total{controller="thing",result="requeue"} 0',
      'controller_runtime_reconcile_total{controller="thing",result="requeue_after"} 0',
    ]);
  });

  test('count results, errors, terminal errors, panics, time-outs and workers', async () => {
    const registry = new Registry();
    const metrics = controllerMetrics(registry, 'thing');
    for (const outcome of ['success', 'requeueAfter', 'error', 'terminalError', 'panic'] as const) {
      metrics.reconciled(outcome, 0.2);
    }
    metrics.timedOut();
    metrics.workers(3);
    metrics.active(1);
    const value = async (name: string): Promise<string | undefined> => (await linesOf(registry, name))[0];
    expect(await linesOf(registry, 'controller_runtime_reconcile_total')).toEqual([
      'controller_runtime_reconcile_total{controller="thing",result="success"} 1',
      'controller_runtime_reconcile_total{controller="thing",result="error"} 3',
      'controller_runtime_reconcile_total{controller="thing",result="requeue"} 0',
      'controller_runtime_reconcile_total{controller="thing",result="requeue_after"} 1',
    ]);
    expect(await value('controller_runtime_reconcile_errors_total')).toMatch(/ 3$/);
    expect(await value('controller_runtime_terminal_reconcile_errors_total')).toMatch(/ 1$/);
    expect(await value('controller_runtime_reconcile_panics_total')).toMatch(/ 1$/);
    expect(await value('controller_runtime_reconcile_timeouts_total')).toMatch(/ 1$/);
    expect(await value('controller_runtime_max_concurrent_reconciles')).toMatch(/ 3$/);
    expect(await value('controller_runtime_active_workers')).toMatch(/ 1$/);
    expect((await linesOf(registry, 'controller_runtime_reconcile_time_seconds')).at(-1)).toMatch(/_count.* 5$/);
  });

  test('are shared by the controllers of one registry', async () => {
    const registry = new Registry();
    controllerMetrics(registry, 'a').timedOut();
    controllerMetrics(registry, 'b').timedOut();
    expect(await linesOf(registry, 'controller_runtime_reconcile_timeouts_total')).toHaveLength(2);
  });
});

describe('workqueue metrics', () => {
  test('follow the depth by priority', async () => {
    const registry = new Registry();
    const metrics = workQueueMetrics(registry, 'thing');
    metrics.added(-100);
    metrics.added(-100);
    metrics.added(0);
    metrics.reprioritized(-100, 0);
    metrics.handedOut(0, 0.001);
    metrics.dropped(0);
    metrics.retried();
    expect(await linesOf(registry, 'workqueue_depth')).toEqual([
      'workqueue_depth{name="thing",controller="thing",priority="-100"} 1',
      'workqueue_depth{name="thing",controller="thing",priority="0"} 0',
    ]);
    expect(await linesOf(registry, 'workqueue_adds_total')).toEqual([
      'workqueue_adds_total{name="thing",controller="thing"} 3',
    ]);
    expect(await linesOf(registry, 'workqueue_retries_total')).toEqual([
      'workqueue_retries_total{name="thing",controller="thing"} 1',
    ]);
  });

  test('ask for unfinished work when they are read, until the queue is closed', async () => {
    const registry = new Registry();
    const metrics = workQueueMetrics(registry, 'thing');
    metrics.observeWork(() => ({ totalSeconds: 7, longestSeconds: 4 }));
    expect(await linesOf(registry, 'workqueue_unfinished_work_seconds')).toEqual([
      'workqueue_unfinished_work_seconds{name="thing",controller="thing"} 7',
    ]);
    expect((await linesOf(registry, 'workqueue_longest_running_processor_seconds'))[0]).toMatch(/ 4$/);
    metrics.closed();
    expect((await linesOf(registry, 'workqueue_unfinished_work_seconds'))[0]).toMatch(/ 0$/);
  });

  test('have a bounded number of series, whatever priorities there are', async () => {
    const registry = new Registry();
    const metrics = workQueueMetrics(registry, 'thing');
    for (let priority = 0; priority < 100; priority++) metrics.added(priority);
    const lines = await linesOf(registry, 'workqueue_depth');
    expect(lines).toHaveLength(26);
    expect(lines.at(-1)).toContain('priority="exceeded_cardinality_limit"} 75');
  });
});

test('client, leader election and process have the usual names', async () => {
  const registry = new Registry();
  restClientMetrics(registry).requestDone({ method: 'GET', host: 'h:6443', code: '200', durationMs: 12 });
  expect(await linesOf(registry, 'rest_client_requests_total')).toEqual([
    'rest_client_requests_total{code="200",method="GET",host="h:6443"} 1',
  ]);
  const election = leaderElectionMetrics(registry, 'lease');
  expect(await linesOf(registry, 'leader_election_master_status')).toEqual([
    'leader_election_master_status{name="lease"} 0',
  ]);
  election.leading(true);
  election.slowPath();
  expect(await linesOf(registry, 'leader_election_master_status')).toEqual([
    'leader_election_master_status{name="lease"} 1',
  ]);
  processMetrics(registry);
  processMetrics(registry);
  expect(await registry.metrics()).toMatch(/^process_resident_memory_bytes /m);
});

test('a page that would hide the metrics is refused', () => {
  expect(() =>
    createMetricsServer({
      bindAddress: ':0',
      registry: new Registry(),
      log: discardLogger,
      extraHandlers: new Map([['/metrics', () => undefined]]),
    }),
  ).toThrow('/metrics is taken');
});

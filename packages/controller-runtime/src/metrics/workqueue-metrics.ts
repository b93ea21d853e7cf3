import { exponentialBuckets, type Registry } from 'prom-client';
import type { QueueMetrics, UnfinishedWork } from '../queue/index.ts';
import { counter, gauge, histogram } from './families.ts';

/** More priorities than this share one label value: a priority is a number that anybody may make up. */
const MAX_PRIORITY_LABELS = 25;
const OTHER_PRIORITIES = 'exceeded_cardinality_limit';

const LABELS = ['name', 'controller'] as const;
const BUCKETS = exponentialBuckets(10e-9, 10, 12);

type Work = () => UnfinishedWork;
/** Of each registry, the queues whose unfinished work is asked for when the metrics are read. */
const openQueues = new WeakMap<Registry, Map<string, Work>>();

/** Names, labels and buckets are those of controller-runtime 0.25: `internal/metrics/workqueue.go`. */
export function workQueueMetrics(registry: Registry, name: string): QueueMetrics {
  const labels = { name, controller: name };
  const families = workQueueFamilies(registry);
  const open = openQueuesOf(registry);
  const priorityLabel = createPriorityLabel();
  const depth = (priority: number, change: number): void => {
    families.depth.inc({ ...labels, priority: priorityLabel(priority) }, change);
  };
  families.adds.inc(labels, 0);
  families.retries.inc(labels, 0);
  return {
    added: (priority) => {
      families.adds.inc(labels);
      depth(priority, 1);
    },
    handedOut: (priority, waitedSeconds) => {
      depth(priority, -1);
      families.latency.observe(labels, waitedSeconds);
    },
    dropped: (priority) => {
      depth(priority, -1);
    },
    reprioritized: (from, to) => {
      depth(from, -1);
      depth(to, 1);
    },
    finished: (seconds) => {
      families.workDuration.observe(labels, seconds);
    },
    retried: () => {
      families.retries.inc(labels);
    },
    observeWork: (work) => {
      open.set(name, work);
    },
    closed: () => {
      open.delete(name);
      families.unfinished.set(labels, 0);
      families.longest.set(labels, 0);
    },
  };
}

function workQueueFamilies(registry: Registry) {
  const open = openQueuesOf(registry);
  return {
    depth: gauge(registry, {
      name: 'workqueue_depth',
      help: 'Current depth of workqueue by workqueue and priority',
      labelNames: [...LABELS, 'priority'],
    }),
    adds: counter(registry, {
      name: 'workqueue_adds_total',
      help: 'Total number of adds handled by workqueue',
      labelNames: LABELS,
    }),
    latency: histogram(registry, {
      name: 'workqueue_queue_duration_seconds',
      help: 'How long in seconds an item stays in workqueue before being requested',
      labelNames: LABELS,
      buckets: BUCKETS,
    }),
    workDuration: histogram(registry, {
      name: 'workqueue_work_duration_seconds',
      help: 'How long in seconds processing an item from workqueue takes.',
      labelNames: LABELS,
      buckets: BUCKETS,
    }),
    unfinished: gauge(registry, {
      name: 'workqueue_unfinished_work_seconds',
      help: 'How many seconds of work are in progress and not yet observed by work_duration. Large values indicate stuck reconciles.',
      labelNames: LABELS,
      collect() {
        for (const [name, work] of open) this.set({ name, controller: name }, work().totalSeconds);
      },
    }),
    longest: gauge(registry, {
      name: 'workqueue_longest_running_processor_seconds',
      help: 'How many seconds has the longest running processor for workqueue been running.',
      labelNames: LABELS,
      collect() {
        for (const [name, work] of open) this.set({ name, controller: name }, work().longestSeconds);
      },
    }),
    retries: counter(registry, {
      name: 'workqueue_retries_total',
      help: 'Total number of items added to the workqueue with a delay',
      labelNames: LABELS,
    }),
  };
}

function openQueuesOf(registry: Registry): Map<string, Work> {
  const present = openQueues.get(registry) ?? new Map<string, Work>();
  openQueues.set(registry, present);
  return present;
}

function createPriorityLabel(): (priority: number) => string {
  const seen = new Set<number>();
  return (priority) => {
    if (!seen.has(priority) && seen.size >= MAX_PRIORITY_LABELS) return OTHER_PRIORITIES;
    seen.add(priority);
    return String(priority);
  };
}

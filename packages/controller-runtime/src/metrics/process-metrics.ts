import { collectDefaultMetrics, type Registry } from 'prom-client';

const collected = new WeakSet<Registry>();

/** CPU, memory, file descriptors, event loop lag and garbage collection, as `process_*` and `nodejs_*`. Once per registry. */
export function processMetrics(registry: Registry): void {
  if (collected.has(registry)) return;
  collected.add(registry);
  collectDefaultMetrics({ register: registry });
}

/** Where metrics are kept. */
export { registry } from './registry.ts';
export type { Registry } from 'prom-client';
/** Add your own: each finds the metric of that name in the registry, or makes it. */
export { counter, gauge, histogram } from './families.ts';
/** Serve them. */
export { createMetricsServer, type MetricsServerOptions } from './metrics-server.ts';
/** The framework's own, under controller-runtime's names. */
export { certWatcherMetrics } from './cert-watcher-metrics.ts';
export { controllerMetrics } from './controller-metrics.ts';
export { leaderElectionMetrics } from './leader-election-metrics.ts';
export { processMetrics } from './process-metrics.ts';
export { restClientMetrics } from './rest-client-metrics.ts';
export { webhookMetrics } from './webhook-metrics.ts';
export { workQueueMetrics } from './workqueue-metrics.ts';

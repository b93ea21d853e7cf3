/** Where metrics are kept. */
export { registry } from './registry.ts';
/** Serve them. */
export { createMetricsServer, type MetricsServerOptions } from './metrics-server.ts';
/** The framework's own, under controller-runtime's names. */
export { controllerMetrics } from './controller-metrics.ts';
export { leaderElectionMetrics } from './leader-election-metrics.ts';
export { processMetrics } from './process-metrics.ts';
export { restClientMetrics } from './rest-client-metrics.ts';
export { workQueueMetrics } from './workqueue-metrics.ts';

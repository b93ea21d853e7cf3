export { Controller, type ControllerInit } from './controller.ts';
export type { ControllerOptions } from './options.ts';
export { ReconcileTimeoutError } from './worker.ts';
export { noControllerMetrics, type ControllerMetrics, type ReconcileOutcome } from './metrics.ts';

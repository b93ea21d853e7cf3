export { createManager } from './create-manager.ts';
export type { Manager, ServerAddresses } from './manager.ts';
export type { ControllerDefaults, ManagerOptions, MetricsOptions } from './options.ts';
export { setupSignalHandler } from './signals.ts';
export type { Runnable, RunnableContext, RunnableGroupName } from '../internal/runnable.ts';

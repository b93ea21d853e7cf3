/** Talk to an API server. */
export {
  createClient,
  createDelegatingClient,
  createOrPatch,
  createOrUpdate,
  getIfExists,
  inNamespace,
  jsonPatch,
  loadConfig,
  mergePatch,
  mergePatchFrom,
  NoClusterError,
  NoKindMatchError,
  pointerSegment,
  scaleOf,
  withFieldOwner,
  withFieldValidation,
  type Client,
  type ClientOptions,
  type LiveClient,
  type ObjectKey,
  type Patch,
  type Reader,
  type RestConfig,
  type Writer,
} from './client/index.ts';
/** Keep objects in memory. */
export { createCache, type Cache, type CacheOptions, type Informer } from './cache/index.ts';
/** Know kinds. */
export { Scheme } from './scheme/index.ts';
/** Tell people. */
export { createEventRecorder, type EventRecorder } from './recorder/index.ts';
/** Build and run a controller. */
export { controllerManagedBy, ControllerBuilder, type OwnsOptions, type WatchOptions } from './builder/index.ts';
export {
  createManager,
  setupSignalHandler,
  type ControllerDefaults,
  type Manager,
  type ManagerOptions,
  type Runnable,
  type RunnableContext,
} from './manager/index.ts';
export { Controller, type ControllerOptions } from './controller/index.ts';
/** Write a reconciler. */
export {
  done,
  isTerminal,
  requeueAfter,
  TerminalError,
  type ObjectReconciler,
  type ReconcileContext,
  type ReconcileFunc,
  type Reconciler,
  type Request,
  type Result,
} from './reconcile/index.ts';
export { addFinalizerPatch, hasFinalizer, removeFinalizerPatch } from './finalizer/index.ts';
/** Say which events ask for which requests. */
export {
  and,
  annotationChanged,
  funcs,
  generationChanged,
  labelChanged,
  labelSelector,
  matching,
  not,
  or,
  resourceVersionChanged,
  type Predicate,
} from './predicate/index.ts';
export {
  enqueueForObject,
  enqueueForOwner,
  enqueueMapped,
  handlerFuncs,
  LOW_PRIORITY,
  type EventHandler,
} from './handler/index.ts';
export { channelSource, funcSource, kindSource, type Source } from './source/index.ts';
export { itemExponentialBackoff, maxOf, overallTokenBucket, type RateLimiter } from './queue/index.ts';
/** Have a say in what is written. */
export { webhookManagedBy, type WebhookBuilder } from './builder/index.ts';
export { hubSpokeConverter, type Defaulter, type Validator } from './webhook/index.ts';
/** Watch it run. */
export { createLogger, discardLogger, type Logger, type LogLevel } from './log/index.ts';
export { registry } from './metrics/index.ts';
export type { HealthCheck } from './healthz/index.ts';

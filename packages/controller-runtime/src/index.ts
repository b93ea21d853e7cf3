/** Talk to an API server. */
export {
  createClient,
  createDelegatingClient,
  jsonPatch,
  loadConfig,
  mergePatch,
  NoClusterError,
  NoKindMatchError,
  pointerSegment,
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

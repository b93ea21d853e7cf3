export type {
  CallOptions,
  Client,
  DeleteOptions,
  GetOptions,
  ListOptions,
  ObjectKey,
  PatchOptions,
  Reader,
  StoredList,
  SubresourceWriter,
  Watcher,
  WatchLine,
  WatchOptions,
  WriteOptions,
  Writer,
} from './client.ts';
export { jsonPatch, mergePatch, pointerSegment, type JsonPatchOperation, type Patch } from './patch.ts';
/** Find out how to talk to the API server. */
export { ConfigError, loadConfig, NoClusterError, type LoadConfigOptions, type RestConfig } from './config/index.ts';
/** Talk to it. */
export { createClient, type ClientOptions, type DeleteAllOfOptions, type LiveClient } from './live-client.ts';
export { DecodeError } from './decode.ts';
export { NoKindMatchError, type ApiResource, type Discovery, type ServerVersion } from './discovery/index.ts';
export { ConnectionError, type ClientObserver, type RequestOutcome } from './transport/index.ts';
export { createDelegatingClient, type CachedReader, type DelegatingClientOptions } from './delegating-client.ts';

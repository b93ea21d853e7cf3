export type {
  ApplyOptions,
  CallOptions,
  Client,
  DeleteAllOfOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  ObjectKey,
  Reader,
  StoredList,
  SubresourceClient,
  SubresourceWriter,
  Watcher,
  WatchLine,
  WatchOptions,
  WriteOptions,
  Writer,
} from './client.ts';
export { jsonPatch, mergePatch, pointerSegment, type JsonPatchOperation, type Patch } from './patch.ts';
export { getIfExists } from './get-if-exists.ts';
export { mergePatchFrom, type MergePatchOptions } from './merge-patch-from.ts';
export {
  createOrPatch,
  createOrUpdate,
  type CurrentObject,
  type MutateFunction,
  type Operation,
  type OperationResult,
} from './create-or-update.ts';
/** Find out how to talk to the API server. */
export {
  ConfigError,
  inClusterConfig,
  loadConfig,
  NoClusterError,
  type AuthConfig,
  type ExecConfig,
  type ImpersonateConfig,
  type LoadConfigOptions,
  type PemSource,
  type RestConfig,
  type TlsConfig,
} from './config/index.ts';
/** Talk to it. */
export { createClient, type ClientOptions, type LiveClient } from './live-client.ts';
export { DecodeError } from './decode.ts';
export { NoKindMatchError, type ApiResource, type Discovery, type ServerVersion } from './discovery/index.ts';
export {
  AmbiguousMatchError,
  NoResourceMatchError,
  type PartialResource,
  type RestMapper,
} from './restmapper/index.ts';
export { scaleOf, type Scale, type ScaleClient } from './scale.ts';
export { ConnectionError, type ClientObserver, type RequestOutcome } from './transport/index.ts';
/** Change what a client does. */
export { inNamespace } from './namespaced-client.ts';
export { withFieldOwner, withFieldValidation } from './write-defaults-client.ts';
export { createDelegatingClient, type CachedReader, type DelegatingClientOptions } from './delegating-client.ts';

import type {
  ApplyConfigurationOf,
  Kind,
  KubernetesObject,
  ListMeta,
  PatchableObject,
  Stored,
  WholeObject,
} from '@kubewright/apimachinery';
import type { Patch } from './patch.ts';

/** Names one object. Source: `client.ObjectKey`. */
export interface ObjectKey {
  /** Left out (or empty) for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
}

export interface CallOptions {
  /** Abandons the call. The server may still have acted on it. */
  readonly signal?: AbortSignal;
}

export interface GetOptions extends CallOptions {
  /** `'0'`: any version the server has at hand. Unset: the newest. */
  readonly resourceVersion?: string;
}

export interface ListOptions extends CallOptions {
  /** Left out: all namespaces. */
  readonly namespace?: string;
  /** In the text form of `kubectl -l`. */
  readonly labelSelector?: string;
  /** In the text form of `kubectl --field-selector`. */
  readonly fieldSelector?: string;
  /** Page size. Left out: everything at once. */
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
}

export interface StoredList<T extends KubernetesObject> {
  readonly metadata: ListMeta;
  readonly items: readonly Stored<T>[];
}

export interface WriteOptions extends CallOptions {
  /** Nothing is stored; the answer is what would have been. */
  readonly dryRun?: boolean;
  /** Who owns the fields written. Source: `metadata.managedFields`. */
  readonly fieldManager?: string;
  /** What the server does with unknown and duplicate fields. @defaultValue the server's: `Warn` */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
}

/** Source: `client.ApplyOptions`. */
export interface ApplyOptions extends WriteOptions {
  /** Who owns the fields that are applied. Needed: here, or by `withFieldOwner`. Source: `client.FieldOwner`. */
  readonly fieldManager?: string;
  /** Takes fields over from other managers. Source: `client.ForceOwnership`. */
  readonly force?: boolean;
}

export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Which objects, and how. Source: `client.DeleteAllOfOptions`. */
export interface DeleteAllOfOptions extends DeleteOptions, Pick<ListOptions, 'labelSelector' | 'fieldSelector'> {
  /** The server refuses namespaced kinds without one. */
  readonly namespace?: string;
}

/** Reads. Every method throws an `ApiError`, whose reason says what the server said. Source: `client.Reader`. */
export interface Reader {
  /** Throws an `ApiError` with reason `NotFound` when there is no such object. */
  get<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, options?: GetOptions): Promise<Stored<T>>;
  list<T extends KubernetesObject>(kind: Kind<T>, options?: ListOptions): Promise<StoredList<T>>;
}

/**
 * Writes. Nothing here retries what may already have been done. What is only a part of an object (metadata alone, or a
 * projection) can be neither created nor replaced: neither compiles, and both are a TypeError at run time.
 * Source: `client.Writer`.
 */
export interface Writer {
  create<T extends WholeObject>(kind: Kind<T>, object: T & WholeObject, options?: WriteOptions): Promise<Stored<T>>;
  /** Replaces the object. With `metadata.resourceVersion` set, a newer object on the server is an `ApiError` `Conflict`. */
  update<T extends WholeObject>(kind: Kind<T>, object: T & WholeObject, options?: WriteOptions): Promise<Stored<T>>;
  patch<T extends PatchableObject>(
    kind: Kind<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<Stored<T>>;
  /**
   * Server-side apply: the object is created if there is none, and of what is there the fields of the configuration are set
   * and owned by `fieldManager`; what it owned and did not say again is taken away. A field that another manager owns with
   * another value is an `ApiError` `Conflict` ({@link fieldManagerConflicts}) unless `force` is set.
   *
   * Rejects with a TypeError for a configuration of another kind, without a name or without a field manager.
   * Source: `client.Writer.Apply`.
   */
  apply<T extends PatchableObject>(
    kind: Kind<T>,
    configuration: ApplyConfigurationOf<NoInfer<T>>,
    options?: ApplyOptions,
  ): Promise<Stored<T>>;
  delete(kind: Kind, key: ObjectKey, options?: DeleteOptions): Promise<void>;
  /** Deletes all objects that match, in one call. Source: `client.Writer.DeleteAllOf`. */
  deleteAllOf(kind: Kind, options?: DeleteAllOfOptions): Promise<void>;
}

/** Writes to a subresource that is a part of the object, such as `status`. Source: `client.SubResourceWriter`. */
export interface SubresourceWriter {
  update<T extends WholeObject>(kind: Kind<T>, object: T & WholeObject, options?: WriteOptions): Promise<Stored<T>>;
  patch<T extends PatchableObject>(
    kind: Kind<T>,
    key: ObjectKey,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<Stored<T>>;
  /** As {@link Writer.apply}; the configuration of a subresource other than `status` may be of a kind of its own, such as `Scale`. */
  apply<T extends PatchableObject>(
    kind: Kind<T>,
    configuration: ApplyConfigurationOf<NoInfer<T>>,
    options?: ApplyOptions,
  ): Promise<Stored<T>>;
}

/** Any subresource, also one that is an object of its own. For `scale` see {@link scaleOf}. Source: `client.SubResourceClient`. */
export interface SubresourceClient extends SubresourceWriter {
  get<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, options?: GetOptions): Promise<Stored<T>>;
  /**
   * Posts a body that says its own `apiVersion` and `kind`, such as an `Eviction` to `eviction` or a `TokenRequest` to `token`.
   *
   * @returns What the server answers; to an `Eviction` that is a `Status`.
   */
  create<B extends KubernetesObject, A extends KubernetesObject = B>(
    kind: Kind,
    key: ObjectKey,
    body: B,
    options?: WriteOptions,
  ): Promise<A>;
}

/** One line of a watch. */
export type WatchLine<T extends KubernetesObject> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Stored<T> }
  /** `initialEventsEnd`: what was there when the watch began is complete; see {@link WatchOptions.sendInitialEvents}. */
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string; readonly initialEventsEnd?: true };

export interface WatchOptions extends CallOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly allowWatchBookmarks?: boolean;
  /**
   * Begin with everything that is there, as `ADDED`, ended by a bookmark that says so: a list as a stream. Needs
   * `allowWatchBookmarks` and `resourceVersionMatch: 'NotOlderThan'`; a server that cannot answers `Invalid` (KEP-3157).
   */
  readonly sendInitialEvents?: boolean;
  readonly resourceVersionMatch?: 'NotOlderThan';
  readonly timeoutSeconds?: number;
  /** Called once the server has accepted the watch: the first line may be a minute away. Must not throw. */
  readonly onOpen?: () => void;
}

/** Source: `client.WithWatch`. */
export interface Watcher {
  /**
   * Streams changes until the server ends the watch (the generator returns), the signal aborts, or something fails:
   * an error line in the stream and an answer that is not 200 are both thrown as `ApiError`.
   */
  watch<T extends KubernetesObject>(
    kind: Kind<T>,
    options?: WatchOptions,
  ): AsyncGenerator<WatchLine<T>, void, undefined>;
}

/** Source: `client.Client`. */
export interface Client extends Reader, Writer {
  readonly status: SubresourceWriter;
  subresource(name: string): SubresourceClient;
  /**
   * Whether objects of the kind are in namespaces: what it says itself, and of an `unstructured` one that does not say, what
   * the server does. Rejects with a `NoKindMatchError` then, if it serves none. Source: `client.Client.IsObjectNamespaced`.
   */
  isNamespaced(kind: Kind, options?: CallOptions): Promise<boolean>;
}

import {
  ApiError,
  apiVersionOf,
  formatObjectKey,
  isNotFound,
  isOlderResourceVersion,
  viewOf,
  type Kind,
  type KubernetesObject,
  type Stored,
} from '@kubewright/apimachinery';
import type {
  CallOptions,
  Client,
  GetOptions,
  ListOptions,
  ObjectKey,
  Reader,
  StoredList,
  SubresourceClient,
  SubresourceWriter,
} from './client.ts';
import { RecentWrites, type RecentWrite } from './recent-writes.ts';

/** What a cache has to offer so that one reads one's own writes. `Cache` does. */
export interface CachedReader extends Reader {
  /** The version up to which every change in the namespace is known; `undefined` before the first list. */
  knownVersion(kind: Kind, namespace: string | undefined): string | undefined;
  /**
   * The same for all that is cached of the group and kind, in whatever version and view: the oldest. `undefined` when nothing
   * is cached of it.
   */
  knownVersionOfAll(kind: Kind, namespace: string | undefined): string | undefined;
  /** A copy of a whole object as the cache would hold it; `undefined` if the cache would not, as where its selector leaves it out. */
  asCached<T extends KubernetesObject>(kind: Kind<T>, object: Stored<KubernetesObject>): Stored<T> | undefined;
}

export interface DelegatingClientOptions {
  /** Answers reads. */
  readonly cache: CachedReader;
  /** Does everything else. */
  readonly live: Client;
  /** Kinds that are read live, such as Secrets that are too many or too secret to keep. Source: `client.CacheOptions.DisableFor`. */
  readonly uncached?: readonly Kind[];
}

/**
 * Reads from the cache, writes to the server: what reconcilers use. Source: the client that Go's manager makes.
 *
 * Guarantees: `get` of an object is never older than the last write to it through this client. Until the watch has
 * brought the write, `get` gives what the server answered to it; after a deletion it asks the server.
 * Caveat: `list` shows what the watch has brought, and may miss one's own latest writes; so does a `get` of an object
 * that something else (another client, the garbage collector) changed because of a write.
 */
export function createDelegatingClient(options: DelegatingClientOptions): Client {
  return new DelegatingClient(options);
}

type Remember = <T extends KubernetesObject>(
  kind: Kind<T>,
  object: Stored<T>,
  dryRun: boolean | undefined,
) => Stored<T>;

class DelegatingClient implements Client {
  readonly #cache: CachedReader;
  readonly #live: Client;
  readonly #uncached: readonly Kind[];
  readonly #writes: RecentWrites;
  readonly status: SubresourceWriter;

  constructor({ cache, live, uncached = [] }: DelegatingClientOptions) {
    this.#cache = cache;
    this.#live = live;
    this.#uncached = uncached;
    this.#writes = new RecentWrites((kind, object) => {
      // Where nothing is cached of the kind, or versions cannot be compared, there is nothing to wait for.
      const known = cache.knownVersionOfAll(kind, object.metadata.namespace);
      return !isOlderResourceVersion(known, object.metadata.resourceVersion);
    });
    this.status = this.#subresourceWriter(live.status, this.#remember);
  }

  async get<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, options: GetOptions = {}): Promise<Stored<T>> {
    if (this.#isUncached(kind)) return await this.#live.get(kind, key, options);
    const write = this.#writes.get(kind, key);
    if (write === undefined) return await this.#cache.get(kind, key, options);
    if (write.type !== 'written') return await this.#getDeleted(kind, key, options, write);
    await this.#untilListed(kind, key, options);
    const known = this.#cache.knownVersion(kind, key.namespace);
    if (!isOlderResourceVersion(known, write.object.metadata.resourceVersion))
      return await this.#cache.get(kind, key, options);
    // A part of the object, or another version of its type, does not say what this kind would show of it.
    if (!isWholeOf(kind, write.object)) return await this.#live.get(kind, key, options);
    return this.#cache.asCached(kind, write.object) ?? (await this.#cache.get(kind, key, options));
  }

  async list<T extends KubernetesObject>(kind: Kind<T>, options?: ListOptions): Promise<StoredList<T>> {
    return await (this.#isUncached(kind) ? this.#live : this.#cache).list(kind, options);
  }

  readonly create: Client['create'] = async (kind, object, options) =>
    this.#remember(kind, await this.#live.create(kind, object, options), options?.dryRun);

  readonly update: Client['update'] = async (kind, object, options) =>
    this.#remember(kind, await this.#live.update(kind, object, options), options?.dryRun);

  readonly patch: Client['patch'] = async (kind, key, patch, options) =>
    this.#remember(kind, await this.#live.patch(kind, key, patch, options), options?.dryRun);

  readonly apply: Client['apply'] = async (kind, configuration, options) =>
    this.#remember(kind, await this.#live.apply(kind, configuration, options), options?.dryRun);

  readonly delete: Client['delete'] = async (kind, key, options) => {
    await this.#live.delete(kind, key, options);
    if (options?.dryRun !== true && !this.#isUncached(kind)) this.#writes.deleted(kind, key);
  };

  readonly deleteAllOf: Client['deleteAllOf'] = async (kind, options = {}) => {
    await this.#live.deleteAllOf(kind, options);
    const { namespace, labelSelector, signal, dryRun } = options;
    if (dryRun === true || this.#isUncached(kind) || this.#cache.knownVersionOfAll(kind, namespace) === undefined)
      return;
    // Of too many, as where there is a field selector as well, the server is merely asked.
    const { items } = await this.#cache.list(kind, {
      ...(namespace !== undefined && { namespace }),
      ...(labelSelector !== undefined && { labelSelector }),
      ...(signal && { signal }),
    });
    for (const { metadata } of items) this.#writes.deleted(kind, metadata);
  };

  subresource(name: string): SubresourceClient {
    const live = this.#live.subresource(name);
    // The status is written with the whole object; other subresources, such as scale, are objects of their own.
    const remember: Remember = name === 'status' ? this.#remember : (_kind, object) => object;
    return {
      ...this.#subresourceWriter(live, remember),
      get: async (kind, key, options) => await live.get(kind, key, options),
      create: async (kind, key, body, options) => await live.create(kind, key, body, options),
    };
  }

  async isNamespaced(kind: Kind, options?: CallOptions): Promise<boolean> {
    return await this.#live.isNamespaced(kind, options);
  }

  #subresourceWriter(live: SubresourceWriter, remember: Remember): SubresourceWriter {
    return {
      update: async (kind, object, options) =>
        remember(kind, await live.update(kind, object, options), options?.dryRun),
      patch: async (kind, key, patch, options) =>
        remember(kind, await live.patch(kind, key, patch, options), options?.dryRun),
      apply: async (kind, configuration, options) =>
        remember(kind, await live.apply(kind, configuration, options), options?.dryRun),
    };
  }

  /** After a deletion through this client: gone, going (with a `deletionTimestamp`), or created anew by somebody. */
  async #getDeleted<T extends KubernetesObject>(
    kind: Kind<T>,
    key: ObjectKey,
    options: GetOptions,
    write: Exclude<RecentWrite, { readonly type: 'written' }>,
  ): Promise<Stored<T>> {
    let cached: Stored<T>;
    try {
      cached = await this.#cache.get(kind, key, options);
    } catch (error) {
      if (isNotFound(error)) this.#writes.forgetDeletion(kind, key, write);
      throw error;
    }
    if (write.type === 'ended') {
      if (cached.metadata.uid === write.uid) throw endedError(kind, key);
    } else if (cached.metadata.deletionTimestamp === undefined) {
      return await this.#live.get(kind, key, options);
    }
    this.#writes.forgetDeletion(kind, key, write);
    return cached;
  }

  /** A list that began before the write does not have it. */
  async #untilListed(kind: Kind, { namespace }: ObjectKey, { signal }: GetOptions): Promise<void> {
    if (this.#cache.knownVersion(kind, namespace) !== undefined) return;
    const where = namespace === undefined ? {} : { namespace };
    await this.#cache.list(kind, { ...where, limit: 0, ...(signal && { signal }) });
  }

  readonly #remember: Remember = (kind, object, dryRun) => {
    if (dryRun !== true && !this.#isUncached(kind)) this.#writes.written(kind, object);
    return object;
  };

  #isUncached(kind: Kind): boolean {
    return this.#uncached.some((other) => other.group === kind.group && other.kind === kind.kind);
  }
}

const endedError = (kind: Kind, key: ObjectKey): ApiError =>
  new ApiError({
    code: 404,
    reason: 'NotFound',
    message: `${kind.kind} "${formatObjectKey(key)}" not found: its last finalizer was taken off`,
    details: { name: key.name, group: kind.group, kind: kind.plural },
  });

const isWholeOf = (kind: Kind, object: Stored<KubernetesObject>): boolean =>
  object.apiVersion === apiVersionOf(kind) && (viewOf(object) === undefined || viewOf(object) === kind.view?.type);

import {
  compareResourceVersions,
  isNotFound,
  type Kind,
  type KubernetesObject,
  type Stored,
} from '@kubewright/apimachinery';
import type { Client, GetOptions, ListOptions, ObjectKey, Reader, StoredList, SubresourceWriter } from './client.ts';
import { RecentWrites } from './recent-writes.ts';

/** What a cache has to offer so that one reads one's own writes. `Cache` does. */
export interface CachedReader extends Reader {
  /** The version up to which every change in the namespace is known; `undefined` before the first list. */
  knownVersion(kind: Kind, namespace: string | undefined): string | undefined;
  /** A copy of the object as the cache would hold it; `undefined` if the cache would not, as where its selector leaves it out. */
  asCached<T extends KubernetesObject>(kind: Kind<T>, object: Stored<T>): Stored<T> | undefined;
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
  readonly #writes = new RecentWrites();
  readonly status: SubresourceWriter;

  constructor({ cache, live, uncached = [] }: DelegatingClientOptions) {
    this.#cache = cache;
    this.#live = live;
    this.#uncached = uncached;
    this.status = this.subresource('status');
  }

  async get<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, options: GetOptions = {}): Promise<Stored<T>> {
    if (this.#isUncached(kind)) return await this.#live.get(kind, key, options);
    const write = this.#writes.get(kind, key);
    if (write === undefined) return await this.#cache.get(kind, key, options);
    if (write.type === 'deleted')
      return await this.#getDeleted(kind, key, options, () => this.#writes.forget(kind, key, write));
    const known = this.#cache.knownVersion(kind, key.namespace);
    const order = compareResourceVersions(known, write.object.metadata.resourceVersion);
    // The key says the kind, and a kind has one object type.
    if (order !== undefined && order < 0) return write.object as Stored<T>;
    this.#writes.forget(kind, key, write);
    return await this.#cache.get(kind, key, options);
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

  readonly delete: Client['delete'] = async (kind, key, options) => {
    await this.#live.delete(kind, key, options);
    if (options?.dryRun !== true && !this.#isUncached(kind)) this.#writes.deleted(kind, key);
  };

  subresource(name: string): SubresourceWriter {
    const writer = name === 'status' ? this.#live.status : this.#live.subresource(name);
    // The status is written with the whole object; other subresources, such as scale, are objects of their own.
    const isWhole = name === 'status';
    const remember: Remember = isWhole ? this.#remember : (_kind, object) => object;
    return {
      update: async (kind, object, options) =>
        remember(kind, await writer.update(kind, object, options), options?.dryRun),
      patch: async (kind, key, patch, options) =>
        remember(kind, await writer.patch(kind, key, patch, options), options?.dryRun),
    };
  }

  /** After a deletion through this client: gone, going (with a `deletionTimestamp`), or created anew by somebody. */
  async #getDeleted<T extends KubernetesObject>(
    kind: Kind<T>,
    key: ObjectKey,
    options: GetOptions,
    forget: () => void,
  ): Promise<Stored<T>> {
    try {
      const cached = await this.#cache.get(kind, key, options);
      if (cached.metadata.deletionTimestamp === undefined) return await this.#live.get(kind, key, options);
      forget();
      return cached;
    } catch (error) {
      if (isNotFound(error)) forget();
      throw error;
    }
  }

  readonly #remember: Remember = (kind, object, dryRun) => {
    if (dryRun === true || this.#isUncached(kind)) return object;
    const { namespace, resourceVersion } = object.metadata;
    // The watch may have been quicker than the answer.
    const order = compareResourceVersions(this.#cache.knownVersion(kind, namespace), resourceVersion);
    if (order === undefined || order >= 0) return object;
    const cached = this.#cache.asCached(kind, object);
    if (cached !== undefined) this.#writes.written(kind, cached);
    return object;
  };

  #isUncached(kind: Kind): boolean {
    return this.#uncached.some((other) => other.group === kind.group && other.kind === kind.kind);
  }
}

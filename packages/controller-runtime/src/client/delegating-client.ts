import type { Kind, KubernetesObject, Stored } from '@kubewright/apimachinery';
import type { Client, GetOptions, ListOptions, ObjectKey, Reader, StoredList } from './client.ts';

export interface DelegatingClientOptions {
  /** Answers reads. */
  readonly cache: Reader;
  /** Does everything else. */
  readonly live: Client;
  /** Kinds that are read live, such as Secrets that are too many or too secret to keep. Source: `client.CacheOptions.DisableFor`. */
  readonly uncached?: readonly Kind[];
}

/**
 * Reads from the cache, writes to the server: what reconcilers use. A read may miss what was written a moment ago, until
 * the watch brings it; whoever must know reads live. Source: the client that Go's manager makes.
 */
export function createDelegatingClient({ cache, live, uncached = [] }: DelegatingClientOptions): Client {
  const readerFor = (kind: Kind): Reader =>
    uncached.some((other) => other.group === kind.group && other.kind === kind.kind) ? live : cache;
  return {
    get: async <T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, options?: GetOptions): Promise<Stored<T>> =>
      await readerFor(kind).get(kind, key, options),
    list: async <T extends KubernetesObject>(kind: Kind<T>, options?: ListOptions): Promise<StoredList<T>> =>
      await readerFor(kind).list(kind, options),
    create: async (kind, object, options) => await live.create(kind, object, options),
    update: async (kind, object, options) => await live.update(kind, object, options),
    patch: async (kind, key, patch, options) => await live.patch(kind, key, patch, options),
    delete: async (kind, key, options) => await live.delete(kind, key, options),
    status: live.status,
    subresource: (name) => live.subresource(name),
  };
}

import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import type { CallOptions, Client, ObjectKey, SubresourceClient, SubresourceWriter } from './client.ts';

/**
 * A client for one namespace: objects and keys of namespaced kinds need not name it, and must not name another.
 * Cluster-scoped kinds are not affected. Source: `client.NewNamespacedClient`.
 *
 * The client's calls throw a TypeError when another namespace is named.
 */
export function inNamespace(client: Client, namespace: string): Client {
  const placed = new Placement(client, namespace);
  const writer = (to: SubresourceWriter): SubresourceWriter => ({
    update: async (kind, object, options) => await to.update(kind, await placed.object(kind, object, options), options),
    patch: async (kind, key, patch, options) =>
      await to.patch(kind, await placed.key(kind, key, options), patch, options),
    apply: async (kind, configuration, options) =>
      await to.apply(kind, await placed.object(kind, configuration, options), options),
  });
  const subresource = (to: SubresourceClient): SubresourceClient => ({
    ...writer(to),
    get: async (kind, key, options) => await to.get(kind, await placed.key(kind, key, options), options),
    create: async (kind, key, body, options) =>
      await to.create(kind, await placed.key(kind, key, options), body, options),
  });
  return {
    ...writer(client),
    get: async (kind, key, options) => await client.get(kind, await placed.key(kind, key, options), options),
    list: async (kind, options = {}) => await client.list(kind, await placed.selection(kind, options)),
    create: async (kind, object, options) =>
      await client.create(kind, await placed.object(kind, object, options), options),
    delete: async (kind, key, options) => await client.delete(kind, await placed.key(kind, key, options), options),
    deleteAllOf: async (kind, options = {}) => await client.deleteAllOf(kind, await placed.selection(kind, options)),
    status: writer(client.status),
    subresource: (name) => subresource(client.subresource(name)),
    isNamespaced: async (kind, options) => await client.isNamespaced(kind, options),
  };
}

/** What may name a namespace. */
interface Place {
  readonly namespace?: string;
}

class Placement {
  readonly #client: Pick<Client, 'isNamespaced'>;
  readonly #namespace: string;

  constructor(client: Pick<Client, 'isNamespaced'>, namespace: string) {
    this.#client = client;
    this.#namespace = namespace;
  }

  async key(kind: Kind, key: ObjectKey, options?: CallOptions): Promise<ObjectKey> {
    return { ...key, ...(await this.#place(kind, key, options)) };
  }

  async object<T extends KubernetesObject>(kind: Kind, object: T, options?: CallOptions): Promise<T> {
    return { ...object, metadata: { ...object.metadata, ...(await this.#place(kind, object.metadata, options)) } };
  }

  async selection<O extends Place & CallOptions>(kind: Kind, options: O): Promise<O> {
    return { ...options, ...(await this.#place(kind, options, options)) };
  }

  /** The namespace that goes with the kind. */
  async #place(kind: Kind, { namespace }: Place, { signal }: CallOptions = {}): Promise<Place> {
    if (!(await this.#client.isNamespaced(kind, signal === undefined ? {} : { signal }))) return {};
    if (namespace !== undefined && namespace !== '' && namespace !== this.#namespace) {
      throw new TypeError(`${kind.kind}: this client is for namespace "${this.#namespace}", not for "${namespace}"`);
    }
    return { namespace: this.#namespace };
  }
}

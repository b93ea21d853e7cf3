import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import type { Client, ObjectKey, SubresourceClient, SubresourceWriter } from './client.ts';

/**
 * A client for one namespace: objects and keys of namespaced kinds need not name it, and must not name another.
 * Cluster-scoped kinds are not affected. Source: `client.NewNamespacedClient`.
 *
 * The client's calls throw a TypeError when another namespace is named.
 */
export function inNamespace(client: Client, namespace: string): Client {
  const placed = new Placement(namespace);
  const writer = (to: SubresourceWriter): SubresourceWriter => ({
    update: async (kind, object, options) => await to.update(kind, placed.object(kind, object), options),
    patch: async (kind, key, patch, options) => await to.patch(kind, placed.key(kind, key), patch, options),
  });
  const subresource = (to: SubresourceClient): SubresourceClient => ({
    ...writer(to),
    get: async (kind, key, options) => await to.get(kind, placed.key(kind, key), options),
    create: async (kind, key, body, options) => await to.create(kind, placed.key(kind, key), body, options),
  });
  return {
    get: async (kind, key, options) => await client.get(kind, placed.key(kind, key), options),
    list: async (kind, options = {}) =>
      await client.list(kind, { ...options, ...placed.scope(kind, options.namespace) }),
    create: async (kind, object, options) => await client.create(kind, placed.object(kind, object), options),
    update: async (kind, object, options) => await client.update(kind, placed.object(kind, object), options),
    patch: async (kind, key, patch, options) => await client.patch(kind, placed.key(kind, key), patch, options),
    delete: async (kind, key, options) => await client.delete(kind, placed.key(kind, key), options),
    deleteAllOf: async (kind, options = {}) =>
      await client.deleteAllOf(kind, { ...options, ...placed.scope(kind, options.namespace) }),
    status: writer(client.status),
    subresource: (name) => subresource(client.subresource(name)),
  };
}

class Placement {
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** The namespace that goes with a kind, as a part of a key. */
  scope(kind: Kind, named: string | undefined): { readonly namespace?: string } {
    if (kind.scope === 'Cluster') return {};
    if (named !== undefined && named !== '' && named !== this.#namespace) {
      throw new TypeError(`${kind.kind}: this client is for namespace "${this.#namespace}", not for "${named}"`);
    }
    return { namespace: this.#namespace };
  }

  key(kind: Kind, key: ObjectKey): ObjectKey {
    return { ...key, ...this.scope(kind, key.namespace) };
  }

  object<T extends KubernetesObject>(kind: Kind, object: T): T {
    return { ...object, metadata: { ...object.metadata, ...this.scope(kind, object.metadata.namespace) } };
  }
}

import type { Client, SubresourceWriter } from './client.ts';

/**
 * A client whose writes own fields under one name, unless a call says another. Without it the server takes the first
 * word of the `User-Agent`. Source: `client.WithFieldOwner`.
 */
export function withFieldOwner(client: Client, fieldManager: string): Client {
  return {
    get: async (kind, key, options) => await client.get(kind, key, options),
    list: async (kind, options) => await client.list(kind, options),
    create: async (kind, object, options) => await client.create(kind, object, { fieldManager, ...options }),
    update: async (kind, object, options) => await client.update(kind, object, { fieldManager, ...options }),
    patch: async (kind, key, patch, options) => await client.patch(kind, key, patch, { fieldManager, ...options }),
    delete: async (kind, key, options) => await client.delete(kind, key, options),
    status: owned(client.status, fieldManager),
    subresource: (name) => owned(client.subresource(name), fieldManager),
  };
}

const owned = (writer: SubresourceWriter, fieldManager: string): SubresourceWriter => ({
  update: async (kind, object, options) => await writer.update(kind, object, { fieldManager, ...options }),
  patch: async (kind, key, patch, options) => await writer.patch(kind, key, patch, { fieldManager, ...options }),
});

import type { Client, SubresourceClient, SubresourceWriter, WriteOptions } from './client.ts';

type WriteDefaults = Pick<WriteOptions, 'fieldManager' | 'fieldValidation'>;

/**
 * A client whose writes own fields under one name, unless a call says another. Without it the server takes the first
 * word of the `User-Agent`. Source: `client.WithFieldOwner`.
 */
export const withFieldOwner = (client: Client, fieldManager: string): Client => withDefaults(client, { fieldManager });

/**
 * A client whose writes say what becomes of unknown and duplicate fields, unless a call says otherwise. `Strict`: an
 * `ApiError` `BadRequest` that names them. `Warn`, the server's own default: a warning, which `createClient` logs.
 * `Ignore`: they are dropped in silence. Source: `client.WithFieldValidation`.
 */
export const withFieldValidation = (
  client: Client,
  fieldValidation: NonNullable<WriteOptions['fieldValidation']>,
): Client => withDefaults(client, { fieldValidation });

function withDefaults(client: Client, defaults: WriteDefaults): Client {
  const writer = (to: SubresourceWriter): SubresourceWriter => ({
    update: async (kind, object, options) => await to.update(kind, object, { ...defaults, ...options }),
    patch: async (kind, key, patch, options) => await to.patch(kind, key, patch, { ...defaults, ...options }),
    apply: async (kind, configuration, options) => await to.apply(kind, configuration, { ...defaults, ...options }),
  });
  const subresource = (to: SubresourceClient): SubresourceClient => ({
    ...writer(to),
    get: async (kind, key, options) => await to.get(kind, key, options),
    create: async (kind, key, body, options) => await to.create(kind, key, body, { ...defaults, ...options }),
  });
  return {
    get: async (kind, key, options) => await client.get(kind, key, options),
    list: async (kind, options) => await client.list(kind, options),
    create: async (kind, object, options) => await client.create(kind, object, { ...defaults, ...options }),
    update: async (kind, object, options) => await client.update(kind, object, { ...defaults, ...options }),
    patch: async (kind, key, patch, options) => await client.patch(kind, key, patch, { ...defaults, ...options }),
    apply: async (kind, configuration, options) => await client.apply(kind, configuration, { ...defaults, ...options }),
    delete: async (kind, key, options) => await client.delete(kind, key, options),
    deleteAllOf: async (kind, options) => await client.deleteAllOf(kind, options),
    status: writer(client.status),
    subresource: (name) => subresource(client.subresource(name)),
    isNamespaced: async (kind, options) => await client.isNamespaced(kind, options),
  };
}

import {
  objectKeyOf,
  type ApplyConfigurationOf,
  type Kind,
  type KubernetesObject,
  type PatchableObject,
  type Stored,
  type WholeObject,
} from '@kubewright/apimachinery';
import { systemClock, type Clock } from '../internal/clock/clock.ts';
import type { Logger } from '../log/index.ts';
import { APPLY_CONTENT_TYPE, applyBody } from './apply.ts';
import type {
  ApplyOptions,
  CallOptions,
  Client,
  DeleteAllOfOptions,
  DeleteOptions,
  GetOptions,
  ListOptions,
  ObjectKey,
  StoredList,
  SubresourceClient,
  SubresourceWriter,
  Watcher,
  WatchLine,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import { IdentityProvider, type RestConfig } from './config/index.ts';
import { decodeList, decodeObject, parseJson } from './decode.ts';
import { createDiscovery, type Discovery } from './discovery/index.ts';
import type { Patch } from './patch.ts';
import { patchBody, patchContentType, withKind } from './patch-body.ts';
import { applyQuery, deleteBody, getQuery, listQuery, watchQuery, writeQuery } from './query.ts';
import { collectionPath, objectPath } from './request-path.ts';
import { Transport, type ClientObserver } from './transport/index.ts';
import { userAgentOf } from './user-agent.ts';
import { CachingRestMapper, fetchServedKinds, KindResolver, type RestMapper } from './restmapper/index.ts';
import { createWarningLog } from './warnings.ts';
import { acceptList, acceptObject, requirePatchable, requireWhole } from './view.ts';
import { watchLines } from './watch/watch-lines.ts';

export interface ClientOptions {
  /** Gets the server's warnings, once each. @defaultValue none */
  readonly log?: Logger;
  /** The first word of `User-Agent`. @defaultValue `controller-runtime` */
  readonly userAgent?: string;
  /** Hears of every request, for metrics. */
  readonly observer?: ClientObserver;
  readonly clock?: Clock;
}

/** Speaks with the API server itself: nothing is cached. */
export interface LiveClient extends Client, Watcher, AsyncDisposable {
  /** What the server serves. */
  readonly discovery: Discovery;
  /** Finds kinds by what the server serves. */
  readonly restMapper: RestMapper;
  /** Waits for the calls that run, then closes all connections. Watches are waited for too: abort them first. */
  close(): Promise<void>;
  /** Breaks off what runs and closes all connections. */
  destroy(): Promise<void>;
}

/**
 * A client for one API server. Connections are made on first use.
 *
 * @throws ConfigError for a configuration that cannot work, such as an exec plugin that wants a terminal.
 */
export function createClient(config: RestConfig, options: ClientOptions = {}): LiveClient {
  const { log, userAgent = 'controller-runtime', observer, clock = systemClock } = options;
  const identity = new IdentityProvider(config, { clock, ...(log && { log }) });
  const transport = new Transport(config, {
    clock,
    identity,
    userAgent: userAgentOf(userAgent),
    observer,
    onWarning: createWarningLog(log),
  });
  const restMapper = new CachingRestMapper(async () => await fetchServedKinds(transport), clock);
  return new HttpClient(transport, restMapper);
}

const JSON_TYPE = 'application/json';
const NONE = {};

class HttpClient implements LiveClient {
  readonly #transport: Transport;
  readonly #kinds: KindResolver;
  readonly status: SubresourceWriter;
  readonly discovery: Discovery;
  readonly restMapper: RestMapper;

  constructor(transport: Transport, restMapper: RestMapper) {
    this.#transport = transport;
    this.restMapper = restMapper;
    this.#kinds = new KindResolver(restMapper);
    this.status = this.subresource('status');
    this.discovery = createDiscovery(transport);
  }

  async get<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, options: GetOptions = NONE): Promise<Stored<T>> {
    return await this.#get(kind, key, undefined, options);
  }

  async list<T extends KubernetesObject>(kind: Kind<T>, options: ListOptions = NONE): Promise<StoredList<T>> {
    const { namespace, signal } = options;
    const path = collectionPath(await this.#kinds.resolve(kind, signal), namespace);
    const accept = acceptList(kind);
    const query = listQuery(options);
    return decodeList(kind, await this.#transport.call({ method: 'GET', path, query, accept, signal }));
  }

  async create<T extends WholeObject>(kind: Kind<T>, object: T, options: WriteOptions = NONE): Promise<Stored<T>> {
    requireWhole(kind, object);
    const resolved = await this.#kinds.resolve(kind, options.signal);
    return await this.#write(resolved, 'POST', collectionPath(resolved, object.metadata.namespace), object, options);
  }

  async update<T extends WholeObject>(kind: Kind<T>, object: T, options: WriteOptions = NONE): Promise<Stored<T>> {
    return await this.#update(kind, object, undefined, options);
  }

  async patch<T extends PatchableObject>(
    kind: Kind<T>,
    key: ObjectKey,
    patch: Patch,
    options: WriteOptions = NONE,
  ): Promise<Stored<T>> {
    return await this.#patch(kind, key, undefined, patch, options);
  }

  async apply<T extends PatchableObject>(
    kind: Kind<T>,
    configuration: ApplyConfigurationOf<NoInfer<T>>,
    options: ApplyOptions = NONE,
  ): Promise<Stored<T>> {
    return await this.#apply(kind, configuration, undefined, options);
  }

  async delete(kind: Kind, key: ObjectKey, options: DeleteOptions = NONE): Promise<void> {
    const resolved = await this.#kinds.resolve(kind, options.signal);
    await this.#delete(objectPath(resolved, key), '', options);
  }

  async deleteAllOf(kind: Kind, options: DeleteAllOfOptions = NONE): Promise<void> {
    const { namespace, labelSelector, fieldSelector, signal } = options;
    const query = listQuery({ ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) });
    await this.#delete(collectionPath(await this.#kinds.resolve(kind, signal), namespace), query, options);
  }

  subresource(name: string): SubresourceClient {
    return {
      get: async (kind, key, options = NONE) => await this.#get(kind, key, name, options),
      create: async <B extends KubernetesObject, A extends KubernetesObject = B>(
        kind: Kind,
        key: ObjectKey,
        body: B,
        options: WriteOptions = NONE,
      ) => {
        const path = objectPath(await this.#kinds.resolve(kind, options.signal), key, name);
        const posted = await this.#send('POST', path, JSON.stringify(body), options);
        return parseJson(posted, `${kind.kind}/${name}`) as A;
      },
      update: async (kind, object, options = NONE) => await this.#update(kind, object, name, options),
      patch: async (kind, key, patch, options = NONE) => await this.#patch(kind, key, name, patch, options),
      apply: async (kind, configuration, options = NONE) => await this.#apply(kind, configuration, name, options),
    };
  }

  async isNamespaced(kind: Kind, { signal }: CallOptions = NONE): Promise<boolean> {
    return (await this.#kinds.resolve(kind, signal)).scope === 'Namespaced';
  }

  async *watch<T extends KubernetesObject>(
    kind: Kind<T>,
    options: WatchOptions = NONE,
  ): AsyncGenerator<WatchLine<T>, void, undefined> {
    const { namespace, signal } = options;
    const path = collectionPath(await this.#kinds.resolve(kind, signal), namespace);
    const accept = acceptObject(kind);
    const request = { method: 'GET', path, query: watchQuery(options), accept, signal } as const;
    yield* watchLines(this.#transport, kind, request, options);
  }

  async close(): Promise<void> {
    await this.#transport.close();
  }

  async destroy(): Promise<void> {
    await this.#transport.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy();
  }

  async #get<T extends KubernetesObject>(
    kind: Kind<T>,
    key: ObjectKey,
    subresource: string | undefined,
    options: GetOptions,
  ): Promise<Stored<T>> {
    const { signal } = options;
    const path = objectPath(await this.#kinds.resolve(kind, signal), key, subresource);
    const accept = acceptObject(kind);
    const query = getQuery(options);
    return decodeObject(kind, await this.#transport.call({ method: 'GET', path, query, accept, signal }));
  }

  async #update<T extends WholeObject>(
    kind: Kind<T>,
    object: T,
    subresource: string | undefined,
    options: WriteOptions,
  ): Promise<Stored<T>> {
    requireWhole(kind, object);
    const resolved = await this.#kinds.resolve(kind, options.signal);
    return await this.#write(resolved, 'PUT', objectPath(resolved, objectKeyOf(object), subresource), object, options);
  }

  async #write<T extends KubernetesObject>(
    kind: Kind<T>,
    method: 'POST' | 'PUT',
    path: string,
    object: T,
    options: WriteOptions,
  ): Promise<Stored<T>> {
    return decodeObject(kind, await this.#send(method, path, JSON.stringify(withKind(kind, object)), options));
  }

  async #send(method: 'POST' | 'PUT', path: string, body: string, options: WriteOptions): Promise<string> {
    const { signal } = options;
    const query = writeQuery(options);
    return await this.#transport.call({ method, path, query, body, contentType: JSON_TYPE, signal });
  }

  async #patch<T extends PatchableObject>(
    kind: Kind<T>,
    key: ObjectKey,
    subresource: string | undefined,
    patch: Patch,
    options: WriteOptions,
  ): Promise<Stored<T>> {
    requirePatchable(kind);
    const path = objectPath(await this.#kinds.resolve(kind, options.signal), key, subresource);
    const contentType = patchContentType(patch);
    return await this.#sendPatch(kind, path, writeQuery(options), contentType, patchBody(patch), options);
  }

  async #apply<T extends PatchableObject>(
    kind: Kind<T>,
    configuration: KubernetesObject,
    subresource: string | undefined,
    options: ApplyOptions,
  ): Promise<Stored<T>> {
    const body = applyBody(kind, configuration, subresource, options);
    const resolved = await this.#kinds.resolve(kind, options.signal);
    const path = objectPath(resolved, objectKeyOf(configuration), subresource);
    return await this.#sendPatch(kind, path, applyQuery(options), APPLY_CONTENT_TYPE, body, options);
  }

  async #sendPatch<T extends KubernetesObject>(
    kind: Kind<T>,
    path: string,
    query: string,
    contentType: string,
    body: string,
    { signal }: CallOptions,
  ): Promise<Stored<T>> {
    const accept = acceptObject(kind);
    return decodeObject(
      kind,
      await this.#transport.call({ method: 'PATCH', path, query, body, contentType, accept, signal }),
    );
  }

  async #delete(path: string, query: string, options: DeleteOptions): Promise<void> {
    const body = deleteBody(options);
    const { signal } = options;
    await this.#transport.call({
      method: 'DELETE',
      path,
      query,
      signal,
      ...(body !== undefined && { body, contentType: JSON_TYPE }),
    });
  }
}

import { objectKeyOf, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';
import type { Logger } from '../log/index.ts';
import type {
  Client,
  DeleteOptions,
  GetOptions,
  ListOptions,
  ObjectKey,
  PatchOptions,
  StoredList,
  SubresourceWriter,
  Watcher,
  WatchLine,
  WatchOptions,
  WriteOptions,
} from './client.ts';
import { IdentityProvider, type RestConfig } from './config/index.ts';
import { decodeList, decodeObject } from './decode.ts';
import { createDiscovery, type Discovery } from './discovery/index.ts';
import type { Patch } from './patch.ts';
import { patchBody, patchContentType, withKind } from './patch-body.ts';
import { deleteBody, getQuery, listQuery, patchQuery, watchQuery, writeQuery } from './query.ts';
import { collectionPath, objectPath } from './request-path.ts';
import { Transport, type ClientObserver, type TransportRequest } from './transport/index.ts';
import { userAgentOf } from './user-agent.ts';
import { createWarningLog } from './warnings.ts';
import { decodeWatchLine } from './watch/decode-line.ts';
import { LineSplitter } from './watch/lines.ts';

export interface ClientOptions {
  /** Gets the server's warnings, once each. @defaultValue none */
  readonly log?: Logger;
  /** The first word of `User-Agent`. @defaultValue `controller-runtime` */
  readonly userAgent?: string;
  /** Hears of every request, for metrics. */
  readonly observer?: ClientObserver;
  readonly clock?: Clock;
}

export interface DeleteAllOfOptions extends DeleteOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Speaks with the API server itself: nothing is cached. */
export interface LiveClient extends Client, Watcher, AsyncDisposable {
  /** Deletes all objects that match, in one call. Source: `client.Writer.DeleteAllOf`. */
  deleteAllOf(kind: Kind, options?: DeleteAllOfOptions): Promise<void>;
  /** What the server serves. */
  readonly discovery: Discovery;
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
  return new HttpClient(transport);
}

const JSON_TYPE = 'application/json';
const NONE = {};

class HttpClient implements LiveClient {
  readonly #transport: Transport;
  readonly status: SubresourceWriter;
  readonly discovery: Discovery;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.status = this.subresource('status');
    this.discovery = createDiscovery(transport);
  }

  async get<T extends KubernetesObject>(kind: Kind<T>, key: ObjectKey, options: GetOptions = NONE): Promise<Stored<T>> {
    const { signal } = options;
    const path = objectPath(kind, key);
    return decodeObject(kind, await this.#transport.call({ method: 'GET', path, query: getQuery(options), signal }));
  }

  async list<T extends KubernetesObject>(kind: Kind<T>, options: ListOptions = NONE): Promise<StoredList<T>> {
    const { namespace, signal } = options;
    const path = collectionPath(kind, namespace);
    return decodeList(kind, await this.#transport.call({ method: 'GET', path, query: listQuery(options), signal }));
  }

  async create<T extends KubernetesObject>(kind: Kind<T>, object: T, options: WriteOptions = NONE): Promise<Stored<T>> {
    const path = collectionPath(kind, object.metadata.namespace);
    return await this.#write(kind, 'POST', path, object, options);
  }

  async update<T extends KubernetesObject>(kind: Kind<T>, object: T, options: WriteOptions = NONE): Promise<Stored<T>> {
    return await this.#write(kind, 'PUT', objectPath(kind, objectKeyOf(object)), object, options);
  }

  async patch<T extends KubernetesObject>(
    kind: Kind<T>,
    key: ObjectKey,
    patch: Patch,
    options: PatchOptions = NONE,
  ): Promise<Stored<T>> {
    return await this.#patch(kind, objectPath(kind, key), patch, options);
  }

  async delete(kind: Kind, key: ObjectKey, options: DeleteOptions = NONE): Promise<void> {
    await this.#delete(objectPath(kind, key), '', options);
  }

  async deleteAllOf(kind: Kind, options: DeleteAllOfOptions = NONE): Promise<void> {
    const { namespace, labelSelector, fieldSelector } = options;
    const query = listQuery({ ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) });
    await this.#delete(collectionPath(kind, namespace), query, options);
  }

  subresource(name: string): SubresourceWriter {
    return {
      update: async (kind, object, options = NONE) =>
        await this.#write(kind, 'PUT', objectPath(kind, objectKeyOf(object), name), object, options),
      patch: async (kind, key, patch, options = NONE) =>
        await this.#patch(kind, objectPath(kind, key, name), patch, options),
    };
  }

  async *watch<T extends KubernetesObject>(
    kind: Kind<T>,
    options: WatchOptions = NONE,
  ): AsyncGenerator<WatchLine<T>, void, undefined> {
    const { namespace, signal } = options;
    const path = collectionPath(kind, namespace);
    const request: TransportRequest = { method: 'GET', path, query: watchQuery(options), signal };
    const stream = await this.#transport.stream(request);
    options.onOpen?.();
    const lines = new LineSplitter();
    const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const next = await chunks.next().catch((thrown: unknown) => {
          signal?.throwIfAborted();
          throw this.#transport.connectionError(request, toError(thrown));
        });
        if (next.done === true) return;
        for (const line of lines.push(next.value)) yield decodeWatchLine(kind, line);
      }
    } finally {
      stream.destroy();
    }
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

  async #write<T extends KubernetesObject>(
    kind: Kind<T>,
    method: 'POST' | 'PUT',
    path: string,
    object: T,
    options: WriteOptions,
  ): Promise<Stored<T>> {
    const body = JSON.stringify(withKind(kind, object));
    const query = writeQuery(options);
    const { signal } = options;
    return decodeObject(
      kind,
      await this.#transport.call({ method, path, query, body, contentType: JSON_TYPE, signal }),
    );
  }

  async #patch<T extends KubernetesObject>(
    kind: Kind<T>,
    path: string,
    patch: Patch,
    options: PatchOptions,
  ): Promise<Stored<T>> {
    const text = await this.#transport.call({
      method: 'PATCH',
      path,
      query: patchQuery(options),
      body: patchBody(kind, patch),
      contentType: patchContentType(patch),
      signal: options.signal,
    });
    return decodeObject(kind, text);
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

import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../internal/clock/clock.ts';
import { toError } from '../../internal/errors.ts';
import type { Identity, IdentityProvider, RestConfig, TlsMaterial } from '../config/index.ts';
import { bodyText } from './body.ts';
import { Connections } from './connections.ts';
import { ConnectionError, isBrokenConnection, isTlsError, wasNotSent } from './connection-error.ts';
import { errorFromAnswer } from './error-from-answer.ts';
import { exchange } from './exchange.ts';
import { RequestHeaders } from './headers.ts';
import type { ClientObserver } from './observer.ts';
import { openStream } from './open-stream.ts';
import { parseRetryAfter, retryDelayMs } from './retry.ts';

export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without query: `/api/v1/namespaces`. */
  readonly path: string;
  /** With its `?`, or empty. Never shown in an error: selectors may be private. */
  readonly query: string;
  readonly body?: string;
  readonly contentType?: string;
  /** What the answer shall be. @defaultValue JSON */
  readonly accept?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TransportOptions {
  readonly clock: Clock;
  readonly identity: IdentityProvider;
  readonly userAgent: string;
  readonly observer: ClientObserver | undefined;
  /** Gets each `Warning` header. */
  readonly onWarning: (header: string | readonly string[]) => void;
}

interface ReplyHead {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
}
/** The server said no; `refusal` is the text of the answer. */
type Refusal = ReplyHead & { readonly refusal: string };
type Reply<T> = (ReplyHead & { readonly value: T }) | Refusal;
type Send<T> = (tls: TlsMaterial, options: Dispatcher.DispatchOptions) => Promise<Reply<T>>;

/**
 * Speaks HTTP with one API server: shared connections, credentials kept fresh, refusals and failures as typed errors,
 * retries where they are safe. What stands above speaks of kinds.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #connections: Connections;
  readonly #headers: RequestHeaders;
  /** The path of the server's URL, which stands before every path. */
  readonly #prefix: string;
  readonly #host: string;
  /** A proxy needs to be told with each request. */
  readonly #origin: string;

  constructor(config: RestConfig, options: TransportOptions) {
    const { host, origin, pathname } = new URL(config.server);
    this.#options = options;
    this.#connections = new Connections(config);
    this.#headers = new RequestHeaders(options.userAgent, config.impersonate);
    this.#prefix = pathname.replace(/\/+$/, '');
    this.#host = host;
    this.#origin = origin;
  }

  /**
   * Makes a call and returns the text of its answer.
   *
   * @throws ApiError when the server refuses; {@link ConnectionError} when it does not answer; the signal's reason on abort.
   */
  async call(request: TransportRequest): Promise<string> {
    return await this.#run(request, async (tls, options) => {
      const answer = await exchange(this.#connections.forCalls(tls), options, request.signal);
      const { statusCode, headers } = answer;
      const text = await bodyText(answer);
      return statusCode >= 200 && statusCode < 300
        ? { statusCode, headers, value: text }
        : { statusCode, headers, refusal: text };
    });
  }

  /**
   * Opens a stream, on a connection of its own. What fails within the stream, the stream throws.
   *
   * @throws as {@link call}.
   */
  async stream(request: TransportRequest): Promise<Readable> {
    return await this.#run(request, async (tls, options) => {
      const answer = await this.#connections.forWatch(
        tls,
        async (connection) => await openStream(connection, options, request.signal),
      );
      const { statusCode, headers, stream, refusal = '' } = answer;
      return stream === undefined ? { statusCode, headers, refusal } : { statusCode, headers, value: stream };
    });
  }

  /** Waits for what runs, then closes all connections. Abort watches first. */
  async close(): Promise<void> {
    await this.#connections.close();
  }

  /** Breaks off what runs and closes all connections. */
  async destroy(): Promise<void> {
    await this.#connections.destroy();
  }

  /** A failure of the network, perhaps in the middle of a stream, as an error that says what was asked. */
  connectionError({ method, path }: TransportRequest, error: Error): ConnectionError {
    return new ConnectionError({ method, path }, this.#host, error, !wasNotSent(error));
  }

  async #run<T>(request: TransportRequest, send: Send<T>): Promise<T> {
    const { signal } = request;
    for (let attempt = 0; ; attempt++) {
      signal?.throwIfAborted();
      const identity = await this.#options.identity.get();
      const outcome = await this.#attempt(request, identity, send);
      if (!(outcome instanceof Error) && 'value' in outcome) return outcome.value;
      const retryInMs =
        outcome instanceof Error
          ? await this.#afterFailure(request, outcome, identity, attempt)
          : await this.#afterRefusal(request, outcome, identity, attempt);
      await this.#options.clock.delay(retryInMs, signal === undefined ? {} : { signal });
    }
  }

  /** One request on the wire. Returns, rather than throws, the error of a network that failed. */
  async #attempt<T>(request: TransportRequest, identity: Identity, send: Send<T>): Promise<Reply<T> | Error> {
    this.#connections.requireOpen();
    const startedAt = this.#options.clock.monotonic();
    try {
      const reply = await send(identity.tls, this.#toDispatch(request, identity));
      this.#observe(request, String(reply.statusCode), startedAt);
      const warning = reply.headers.warning;
      if (warning !== undefined) this.#options.onWarning(warning);
      return reply;
    } catch (thrown) {
      request.signal?.throwIfAborted();
      this.#observe(request, '<error>', startedAt);
      return toError(thrown);
    }
  }

  /** How long to wait before the next attempt. @throws ApiError if there must be none. */
  async #afterRefusal(
    request: TransportRequest,
    { statusCode, headers, refusal }: Refusal,
    identity: Identity,
    attempt: number,
  ): Promise<number> {
    const { clock, identity: identities } = this.#options;
    if (statusCode === 401 && attempt === 0 && (await identities.renew(identity)) !== identity) return 0;
    const retryAfterSeconds = parseRetryAfter(headers['retry-after'], clock.now());
    const retryInMs = retryDelayMs(request.method, statusCode, retryAfterSeconds, attempt);
    if (retryInMs !== undefined) return retryInMs;
    throw errorFromAnswer({ method: request.method, path: request.path }, statusCode, refusal, retryAfterSeconds);
  }

  /** How long to wait before the next attempt. @throws ConnectionError if there must be none. */
  async #afterFailure(request: TransportRequest, error: Error, identity: Identity, attempt: number): Promise<number> {
    if (attempt === 0) {
      if (isTlsError(error) && (await this.#options.identity.renew(identity)) !== identity) return 0;
      // The connection was kept from an earlier call and the server had closed it: a read may simply be made again.
      if (request.method === 'GET' && isBrokenConnection(error)) return 0;
    }
    throw this.connectionError(request, error);
  }

  #toDispatch(request: TransportRequest, identity: Identity): Dispatcher.DispatchOptions {
    const { method, path, query, body } = request;
    return {
      origin: this.#origin,
      method,
      path: `${this.#prefix}${path}${query}`,
      headers: this.#headers.for(identity, request),
      ...(body !== undefined && { body }),
    };
  }

  #observe({ method }: TransportRequest, code: string, startedAt: number): void {
    const { observer, clock } = this.#options;
    observer?.requestDone({ method, host: this.#host, code, durationMs: clock.monotonic() - startedAt });
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { aborted } from '../abort.ts';
import { toError } from '../errors.ts';
import type { Logger } from '../../log/index.ts';
import { parseBindAddress, type BindAddress } from './bind-address.ts';

export type { IncomingMessage, ServerResponse };

/** Answers one request. What it throws becomes a 500 without details. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

export interface HttpServerOptions {
  /** For logs and errors, such as `metrics`. */
  readonly name: string;
  /** See {@link parseBindAddress}; must not mean off. */
  readonly bindAddress: string;
  /** The option or flag that sets the address, for errors. */
  readonly setBy: string;
  readonly handler: RequestHandler;
  readonly log: Logger;
}

/**
 * A small HTTP server for probes and metrics. Listens when started; stops at once on abort, since nothing it answers
 * takes long. Its limits are those of controller-runtime's `httpserver`.
 */
export class HttpServer {
  readonly name: string;
  readonly group = 'servers';
  readonly #options: HttpServerOptions;
  readonly #bind: BindAddress;
  readonly #listening = Promise.withResolvers<string>();

  constructor(options: HttpServerOptions) {
    const bind = parseBindAddress(options.bindAddress);
    if (bind === undefined) throw new RangeError(`the ${options.name} server is switched off`);
    this.name = `${options.name} server`;
    this.#options = options;
    this.#bind = bind;
    // Whoever starts the server hears of a failure from `start`; nobody has to wait for this promise.
    this.#listening.promise.catch(() => undefined);
  }

  /** The address it listens on, as `host:port`, once it does. Rejects if it cannot. */
  get listening(): Promise<string> {
    return this.#listening.promise;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { log, name } = this.#options;
    const server = createServer({ headersTimeout: 32_000, keepAliveTimeout: 90_000, maxHeaderSize: 1 << 20 });
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((thrown: unknown) => {
        if (request.socket.destroyed) {
          log.debug('whoever asked has gone', { server: name, path: request.url });
          return;
        }
        log.error('request failed', toError(thrown), { server: name, path: request.url });
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
        response.end('internal server error\n');
      });
    });
    try {
      const address = await this.#listen(server);
      log.info('serving', { server: name, address });
      this.#listening.resolve(address);
    } catch (thrown) {
      const error = this.#listenError(toError(thrown));
      this.#listening.reject(error);
      throw error;
    }
    await aborted(signal);
    await close(server);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A body is never wanted; reading it to the end keeps the connection usable.
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    if (url === null) response.writeHead(400).end();
    else await this.#options.handler(request, response, url);
  }

  #listen(server: Server): Promise<string> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port: this.#bind.port, host: this.#bind.host }, () => {
        server.off('error', reject);
        const address = server.address();
        if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a TCP address');
        const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
        resolve(`${host}:${String(address.port)}`);
      });
    });
  }

  #listenError(cause: Error): Error {
    const { name, bindAddress, setBy } = this.#options;
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    const why = REASONS.get(code) ?? cause.message;
    return new Error(`the ${name} server cannot listen on ${bindAddress}: ${why}; set another address with ${setBy}`, {
      cause,
    });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another program uses it'],
  ['EACCES', 'not permitted (ports below 1024 need a privilege)'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'the host name is not known'],
]);

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // The only error is that it does not listen any more.
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { aborted } from '../abort.ts';
import { toError } from '../errors.ts';
import type { RunnableContext } from '../runnable.ts';
import type { Logger } from '../../log/index.ts';
import { Connections } from './connections.ts';
import { parseBindAddress, type BindAddress } from './bind-address.ts';
import { withCertificates } from './certificate-source.ts';
import { secureContextOptions, type ServerTls } from './server-tls.ts';

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
  /** Others are answered with 405. A handler of a method with a body reads that body. @defaultValue GET and HEAD */
  readonly methods?: readonly string[];
  /** Speak TLS. @defaultValue plain HTTP */
  readonly tls?: ServerTls;
  /** On stopping, answer what was asked before. @defaultValue false: nothing it answers takes long */
  readonly drains?: boolean;
}

/**
 * As the server in Go, `httpserver.New`, but for idle connections: it and the API server both close them after 90 s, and a
 * call that crosses with the closing fails. Here the client comes first.
 */
const LIMITS: ServerOptions = { headersTimeout: 32_000, keepAliveTimeout: 120_000, maxHeaderSize: 1 << 20 };

/**
 * A small HTTP server: for probes, metrics and webhooks. Listens when started. On abort it takes no more connections and
 * closes the idle ones; it answers what it was asked before if it `drains`, until `stopNow`, and cuts off the rest.
 * A new certificate holds for new connections; those that are open go on.
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

  async start(signal: AbortSignal, context?: RunnableContext): Promise<void> {
    if (signal.aborted) return;
    const { tls } = this.#options;
    const serve = (): Promise<void> => this.#serve(signal, context);
    try {
      await (tls === undefined ? serve() : withCertificates(tls.certificates, signal, serve));
    } catch (error) {
      this.#listening.reject(error);
      throw error;
    }
  }

  async #serve(signal: AbortSignal, context: RunnableContext | undefined): Promise<void> {
    const { log, name, drains = false, tls } = this.#options;
    const server = this.#create();
    const connections = new Connections(server);
    server.on('request', (request, response) => {
      this.#answer(request, response).catch((thrown: unknown) => {
        this.#answerFailure(request, response, toError(thrown));
      });
    });
    const address = await this.#listen(server);
    log.info('serving', { server: name, address, secure: tls !== undefined });
    this.#listening.resolve(address);
    await aborted(signal);
    await close(server, connections, drains ? context?.stopNow : AbortSignal.abort());
  }

  #create(): Server {
    const { tls, log, name } = this.#options;
    if (tls === undefined) return createServer(LIMITS);
    const server = createTlsServer({
      ...LIMITS,
      ...secureContextOptions(tls),
      ...(tls.clientCa !== undefined && { requestCert: true, rejectUnauthorized: true }),
    });
    const unsubscribe = tls.certificates.subscribe((pair) => {
      server.setSecureContext(secureContextOptions(tls, pair));
    });
    server.once('close', unsubscribe);
    server.on('tlsClientError', (error) => {
      log.debug('TLS handshake failed', { server: name, error: error.message });
    });
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { methods = ['GET', 'HEAD'], handler } = this.#options;
    const { method = '' } = request;
    // Of these a body is never wanted; reading it to the end keeps the connection usable.
    if (method === 'GET' || method === 'HEAD' || !methods.includes(method)) request.resume();
    if (!methods.includes(method)) {
      response.writeHead(405, { allow: methods.join(', ') }).end();
      return;
    }
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    if (url === null) response.writeHead(400).end();
    else await handler(request, response, url);
  }

  #answerFailure(request: IncomingMessage, response: ServerResponse, error: Error): void {
    const { log, name } = this.#options;
    if (request.socket.destroyed) {
      log.debug('whoever asked has gone', { server: name, path: request.url });
      return;
    }
    log.error('request failed', error, { server: name, path: request.url });
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('internal server error\n');
  }

  #listen(server: Server): Promise<string> {
    return new Promise((resolve, reject) => {
      const onError = (error: Error): void => reject(this.#listenError(error));
      server.once('error', onError);
      server.listen({ port: this.#bind.port, host: this.#bind.host }, () => {
        server.off('error', onError);
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

/** Resolves when all connections are closed: when their requests are answered, or at once when `cutOff` aborts. */
async function close(server: Server, connections: Connections, cutOff: AbortSignal | undefined): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    // The only error is that it does not listen any more.
    server.close(() => resolve());
  });
  connections.closeWhenAnswered();
  const cut = (): void => connections.closeAll();
  if (cutOff?.aborted === true) cut();
  cutOff?.addEventListener('abort', cut, { once: true });
  await closed;
  cutOff?.removeEventListener('abort', cut);
}

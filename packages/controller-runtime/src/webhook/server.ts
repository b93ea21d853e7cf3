import { readFile } from 'node:fs/promises';
import { validityOf } from '../certificates/index.ts';
import type { HealthCheck } from '../healthz/index.ts';
import { HttpServer, type RequestHandler } from '../internal/http-server/http-server.ts';
import type { CertificateSource } from '../internal/http-server/certificate-source.ts';
import type { RunnableContext } from '../internal/runnable.ts';
import { conversionWebhook, type Converter } from './conversion/index.ts';
import { instrumented } from './instrument.ts';
import type { ResolvedServerOptions } from './server-options.ts';
import type { Webhook, WebhookEnvironment } from './webhook.ts';

export interface WebhookServerInit extends WebhookEnvironment {
  readonly options: ResolvedServerOptions;
  readonly certificates: CertificateSource;
}

/** Where the API server asks for conversions. Source: `builder.WebhookBuilder`. */
const CONVERT_PATH = '/convert';
const PATH = /^\/[\w./-]*$/;

/**
 * The HTTPS server of webhooks. A manager makes it, starts it before the caches, since the first list may need a conversion,
 * and stops it after the reconcilers, whose last writes may need it; requests in hand are answered to their end.
 * Source: `webhook.Server`. It speaks HTTP/1.1 with connections kept open, where the original offers HTTP/2.
 */
export class WebhookServer {
  readonly name = 'webhook server';
  readonly group = 'webhooks';
  readonly #init: WebhookServerInit;
  readonly #handlers = new Map<string, RequestHandler>();
  readonly #converters = new Map<string, Converter>();
  readonly #listening = Promise.withResolvers<string>();
  #state: 'new' | 'starting' | 'serving' | 'stopped' = 'new';

  constructor(init: WebhookServerInit) {
    this.#init = init;
    // Whoever starts the server hears of a failure from `start`.
    this.#listening.promise.catch(() => undefined);
  }

  /** The address it listens on, as `host:port`, once it does. Rejects if it cannot. */
  get listening(): Promise<string> {
    return this.#listening.promise;
  }

  /** Serves `webhook` at `path`, also once the server runs. Throws for a path that is taken, or cannot be one. */
  register(path: string, webhook: Webhook): void {
    if (!PATH.test(path)) throw new RangeError(`"${path}" is no path of a webhook: it must match ${String(PATH)}`);
    if (this.#handlers.has(path)) throw new Error(`there is a webhook at ${path} already`);
    const { log, clock, metrics } = this.#init;
    const environment = { log: log.with({ webhook: path }), clock, metrics };
    this.#handlers.set(path, instrumented(path, webhook(environment), environment));
    log.debug('webhook registered', { webhook: path });
  }

  /** Converts the objects of a kind, at `/convert`. Throws when there is a converter for that kind. */
  registerConverter(converter: Converter): void {
    const key = converterKey(converter.group, converter.kind);
    if (this.#converters.has(key)) throw new Error(`there is a converter for ${key} already`);
    this.#converters.set(key, converter);
    if (this.#handlers.has(CONVERT_PATH)) return;
    this.register(
      CONVERT_PATH,
      conversionWebhook((group, kind) => this.#converters.get(converterKey(group, kind))),
    );
  }

  /** Well while the server listens, with a certificate that holds. Source: `webhook.Server.StartedChecker`. */
  startedChecker(): HealthCheck {
    return () => {
      const { certificates, clock } = this.#init;
      if (this.#state !== 'serving') {
        const why = certificates.lastError === undefined ? '' : `: ${certificates.lastError.message}`;
        throw new Error(`the webhook server is ${this.#state === 'new' ? 'not started' : this.#state}${why}`);
      }
      const { current } = certificates;
      if (current !== undefined && clock.now() >= validityOf(current.cert).notAfterMs) {
        throw new Error('the serving certificate has expired');
      }
    };
  }

  /** Serves until `signal` aborts. Rejects when there is no certificate, or it cannot listen. */
  async start(signal: AbortSignal, context?: RunnableContext): Promise<void> {
    if (signal.aborted) {
      this.#state = 'stopped';
      return;
    }
    this.#state = 'starting';
    try {
      const server = await this.#createServer();
      const listening = server.listening.then((address) => {
        this.#state = 'serving';
        this.#listening.resolve(address);
      });
      // A failure to listen is one of `start` as well.
      listening.catch(() => undefined);
      await server.start(signal, context);
    } catch (error) {
      this.#listening.reject(error);
      throw error;
    } finally {
      this.#state = 'stopped';
    }
  }

  async #createServer(): Promise<HttpServer> {
    const { options, certificates, log } = this.#init;
    const { clientCaPath } = options;
    const clientCa = clientCaPath === undefined ? {} : { clientCa: await readFile(clientCaPath, 'utf8') };
    return new HttpServer({
      name: 'webhook',
      bindAddress: options.bindAddress,
      setBy: 'webhook.host and webhook.port',
      methods: ['POST'],
      tls: { ...options.tls, ...clientCa, certificates },
      drains: true,
      log,
      handler: async (request, response, url) => {
        const handler = this.#handlers.get(url.pathname);
        if (handler === undefined) response.writeHead(404, { connection: 'close' }).end();
        else await handler(request, response, url);
      },
    });
  }
}

const converterKey = (group: string, kind: string): string => `${kind}.${group}`;

import pg from 'pg';
import { toError } from './errors.ts';
import type { ResolvedOptions } from './pg-options.ts';
import { tlsOptions } from './pg-tls.ts';

/** Silence after which the kernel asks whether the other side is still there. */
const KEEPALIVE_AFTER_MS = 10_000;

/** A client that reads the TLS settings afresh when it is made. */
function clientClass(options: ResolvedOptions): typeof pg.Client {
  return class TlsClient extends pg.Client {
    readonly #unusable: Error | undefined;

    constructor(config?: pg.ClientConfig) {
      let ssl: ReturnType<typeof tlsOptions> = false;
      let unusable: Error | undefined;
      try {
        ssl = tlsOptions(options.tls, options.host);
      } catch (thrown) {
        // The driver constructs clients where nobody can catch; `connect` is where it expects a failure.
        unusable = toError(thrown);
      }
      // A function: an empty password stays empty, where the driver would look for PGPASSWORD and .pgpass.
      super({ ...config, password: () => options.password, ssl });
      this.#unusable = unusable;
    }

    override connect(): Promise<pg.Client>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<pg.Client> | undefined {
      const error = this.#unusable;
      if (callback === undefined) return error === undefined ? super.connect() : Promise.reject(error);
      if (error === undefined) super.connect(callback);
      else queueMicrotask(() => callback(error));
      return undefined;
    }
  };
}

const clientConfig = (options: ResolvedOptions): pg.ClientConfig => ({
  host: options.host,
  port: options.port,
  database: options.database,
  user: options.user,
  application_name: options.applicationName,
  connectionTimeoutMillis: options.connectTimeoutMs,
  keepAlive: true,
  keepAliveInitialDelayMillis: KEEPALIVE_AFTER_MS,
});

/**
 * A pool whose every new connection reads the TLS settings afresh. It connects when first asked, holds `maxConnections`
 * at most and closes what is idle.
 */
export function createDriverPool(options: ResolvedOptions): pg.Pool {
  return new pg.Pool({
    ...clientConfig(options),
    max: options.maxConnections,
    idleTimeoutMillis: options.idleTimeoutMs,
    Client: clientClass(options),
  });
}

/** One connection of its own, not connected yet. */
export function createDriverClient(options: ResolvedOptions): pg.Client {
  return new (clientClass(options))(clientConfig(options));
}

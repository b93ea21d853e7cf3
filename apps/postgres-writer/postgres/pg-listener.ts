import type pg from 'pg';
import { createDriverClient } from './pg-connection.ts';
import { toSqlError } from './pg-errors.ts';
import { resolvePostgresOptions, type PostgresOptions, type ResolvedOptions } from './pg-options.ts';
import { SqlError, type ListenOptions, type SqlListener } from './sql.ts';

/** How often it is tried whether notifications still arrive. */
const PROBE_EVERY_MS = 15_000;
/** And how soon the one that was sent for it must. */
const PROBE_TIMEOUT_MS = 5_000;
const PROBE = 'probe';

/** Listens over a connection of its own, which is opened when asked. */
export function createListener(options: PostgresOptions): SqlListener {
  return new PgListener(resolvePostgresOptions(options));
}

class PgListener implements SqlListener {
  readonly #options: ResolvedOptions;

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  async listen(channel: string, { onReady, onPayload, signal }: ListenOptions): Promise<never> {
    signal.throwIfAborted();
    const client = createDriverClient(this.#options);
    const ended = Promise.withResolvers<never>();
    const probes = new Probes(client, channel, (error) => ended.reject(error));
    client.on('error', (error) => ended.reject(toSqlError(error)));
    client.on('end', () => ended.reject(new SqlError('ECONNRESET', false)));
    client.on('notification', ({ payload = '' }) => {
      if (payload === PROBE) probes.heard();
      else onPayload(payload);
    });
    const onAbort = (): void => ended.reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([this.#begin(client, channel), ended.promise]);
      probes.start(onReady);
      return await ended.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      probes.stop();
      // Whether a broken connection still says goodbye is nobody's concern.
      client.end().catch(() => undefined);
    }
  }

  async #begin(client: pg.Client, channel: string): Promise<void> {
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    } catch (thrown) {
      throw toSqlError(thrown as Error);
    }
  }
}

/**
 * Sends itself a notification every now and then, since a connection that is silent may be dead, and a pooler in
 * transaction mode takes a LISTEN and delivers nothing.
 */
class Probes {
  readonly #client: pg.Client;
  readonly #channel: string;
  readonly #onSilence: (error: SqlError) => void;
  #timer: NodeJS.Timeout | undefined;
  #onFirst: (() => void) | undefined;

  constructor(client: pg.Client, channel: string, onSilence: (error: SqlError) => void) {
    this.#client = client;
    this.#channel = channel;
    this.#onSilence = onSilence;
  }

  /** `onFirst`: the first one was heard. */
  start(onFirst: () => void): void {
    this.#onFirst = onFirst;
    this.#send();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), PROBE_EVERY_MS);
    this.#onFirst?.();
    this.#onFirst = undefined;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #send(): void {
    this.#timer = setTimeout(() => this.#onSilence(new SqlError('ETIMEDOUT', false)), PROBE_TIMEOUT_MS);
    this.#client
      .query('select pg_catalog.pg_notify($1, $2)', [this.#channel, PROBE])
      .catch((thrown: unknown) => this.#onSilence(toSqlError(thrown as Error)));
  }
}

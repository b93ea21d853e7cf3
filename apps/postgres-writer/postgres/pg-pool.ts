import type pg from 'pg';
import { unlessAborted } from '../controller/unless-aborted.ts';
import { createDriverPool } from './pg-connection.ts';
import { keepsConnection, toSqlError } from './pg-errors.ts';
import { resolvePostgresOptions, type PostgresOptions, type ResolvedOptions } from './pg-options.ts';
import { Pipeline, unnamed, type StatementNames } from './pg-pipeline.ts';
import { PreparedNames } from './pg-statement-names.ts';
import { SqlError, type RunOptions, type SqlPool, type SqlResult, type SqlTransaction, type Statement } from './sql.ts';

/** PostgreSQL cancels at the deadline; a connection that is silent for this long after it is given up. */
const CANCEL_GRACE_MS = 2_000;

/** The pool behind {@link SqlPool}: connects lazily, replaces what breaks, keeps no session state. */
export function createPool(options: PostgresOptions): SqlPool {
  return new PgPool(resolvePostgresOptions(options));
}

class PgPool implements SqlPool {
  readonly #options: ResolvedOptions;
  readonly #driver: pg.Pool;
  readonly #names = new WeakMap<pg.PoolClient, PreparedNames>();
  #prepare: boolean;
  #closing: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.#prepare = options.prepare;
    this.#driver = createDriverPool(options);
    // An idle connection that breaks is dropped by the driver; the next call opens another and reports what it meets.
    this.#driver.on('error', () => undefined);
    // A new connection can break in the very packet that made it ready, before anybody it is lent to can listen.
    this.#driver.on('connect', (client) => client.on('error', () => undefined));
  }

  async run(statements: readonly Statement[], options: RunOptions = {}): Promise<readonly SqlResult[]> {
    const limits = this.#limits(options);
    const results = await this.#withConnection(options, (connection) => connection([limits, ...statements]));
    return results.slice(1);
  }

  async transaction<T>(work: (transaction: SqlTransaction) => Promise<T>, options: RunOptions = {}): Promise<T> {
    return await this.#withConnection(options, async (connection) => {
      await connection([BEGIN, this.#limits(options)]);
      try {
        const result = await work({ run: (...statements) => connection(statements) });
        const [commit] = await connection([COMMIT]);
        // After a statement that failed, COMMIT rolls back, says so in its tag alone and raises nothing.
        if (commit?.tag !== 'COMMIT') throw new SqlError('25P02', true);
        return result;
      } catch (thrown) {
        // A rollback that fails has broken the connection, which is then dropped; the first error is the one to report.
        await connection([ROLLBACK]).catch(() => undefined);
        throw thrown;
      }
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#driver.end();
    return this.#closing;
  }

  /** With the mark by which the triggers of `statements/notify.ts` know our own writes. Transaction-local, so that a pooler may hand the session to somebody else afterwards. */
  #limits(options: RunOptions): Statement {
    const { deadlineMs = this.#options.statementTimeoutMs, lockTimeoutMs = this.#options.lockTimeoutMs } = options;
    // Well before the statement's own end, so that a lock is told from work that takes long.
    const lockMs = Math.min(lockTimeoutMs, Math.ceil(deadlineMs / 2));
    return { text: LIMITS, values: [deadlineMs, lockMs, deadlineMs + CANCEL_GRACE_MS] };
  }

  /**
   * Lends a connection to `work`. One that failed in any other way than by a server's error, or whose work was given
   * up, is not lent again.
   */
  async #withConnection<T>(options: RunOptions, work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.#acquire(options.signal);
    const deadlineMs = (options.deadlineMs ?? this.#options.statementTimeoutMs) + CANCEL_GRACE_MS;
    let broken: Error | undefined;
    const onError = (error: Error): void => {
      broken ??= error;
    };
    client.on('error', onError);
    const connection: Connection = async (statements) => {
      if (broken !== undefined) throw toSqlError(broken);
      const pipeline = new Pipeline(statements, this.#namesOf(client));
      client.query(pipeline);
      try {
        return await this.#within(pipeline.done, deadlineMs, options.signal);
      } catch (thrown) {
        const error = thrown as Error;
        if (keepsConnection(error)) this.#notePooler(error);
        else broken ??= error;
        throw options.signal?.aborted === true && error === options.signal.reason ? error : toSqlError(error);
      }
    };
    try {
      return await work(connection);
    } finally {
      client.removeListener('error', onError);
      client.release(broken);
    }
  }

  /** Waits for a connection. A connection that arrives after the caller has gone goes back to the pool. */
  async #acquire(signal: AbortSignal | undefined): Promise<pg.PoolClient> {
    signal?.throwIfAborted();
    const connecting = this.#driver.connect();
    try {
      return await unlessAborted(connecting, signal);
    } catch (thrown) {
      if (signal?.aborted === true) {
        connecting.then(
          (late) => late.release(),
          () => undefined,
        );
        throw signal.reason;
      }
      throw toSqlError(thrown as Error);
    }
  }

  async #within<T>(pending: Promise<T>, deadlineMs: number, signal: AbortSignal | undefined): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new SqlError('ETIMEDOUT', false)), deadlineMs);
    try {
      return await unlessAborted(Promise.race([pending, late.promise]), signal);
    } finally {
      clearTimeout(timer);
    }
  }

  #namesOf(client: pg.PoolClient): StatementNames {
    if (!this.#prepare) return unnamed;
    let names = this.#names.get(client);
    if (names === undefined) this.#names.set(client, (names = new PreparedNames()));
    return names;
  }

  /** A pooler in transaction mode that does not keep prepared statements apart shows itself by these two. */
  #notePooler(error: Error & { readonly code?: string }): void {
    if (error.code === '26000' || error.code === '42P05') this.#prepare = false;
  }
}

type Connection = (statements: readonly Statement[]) => Promise<readonly SqlResult[]>;

const LIMITS = `select pg_catalog.set_config('statement_timeout', $1, true), pg_catalog.set_config('lock_timeout', $2, true),
  pg_catalog.set_config('idle_in_transaction_session_timeout', $3, true), pg_catalog.set_config('postgres_writer.own', 'on', true)`;
const BEGIN: Statement = { text: 'begin isolation level read committed', values: [] };
const COMMIT: Statement = { text: 'commit', values: [] };
const ROLLBACK: Statement = { text: 'rollback', values: [] };

import type { Stored } from '@kubewright/apimachinery';
import type { PostgresWriter } from '../api/v1/index.ts';
import { CircuitBreaker, type Admission, type BreakerPolicy } from './circuit-breaker.ts';
import { isDatabaseWide, TABLE_WIDE } from './reasons.ts';
import { RowStoreError, type FailureReason } from './row-store.ts';
import { unlessAborted } from './unless-aborted.ts';
import { BLOCKED_RETRY_MS, failureText, UNAVAILABLE_RETRY_MS, type Attempt, type Failure } from './verdict.ts';

/** Quick at first: most outages are a restart. */
const DATABASE_POLICY: BreakerPolicy = { baseMs: 500, maxMs: UNAVAILABLE_RETRY_MS, trials: 1 };
const TABLE_POLICY: BreakerPolicy = { baseMs: BLOCKED_RETRY_MS, maxMs: BLOCKED_RETRY_MS, trials: 4 };

const DATABASE = 'database';

export interface StoreGateOptions {
  readonly monotonic: () => number;
  readonly random: () => number;
  /** Called once per outage of the database. */
  readonly onDatabaseDown?: (error: RowStoreError) => void;
  readonly onDatabaseUp?: (downForMs: number) => void;
}

/** What the row store said, or would have said. */
export type Answer<T> = { readonly kind: 'answered'; readonly outcome: T } | ({ readonly kind: 'failed' } & Failure);

/**
 * Stands before the row store and keeps those away who would only hear what others have just heard: while the database
 * is down one caller tries, and of the objects that wait for one table to be mended a few do.
 *
 * An object's first attempt at a generation always reaches its table: that others were refused there proves nothing
 * about its row (row-level security decides by row).
 */
export class StoreGate {
  readonly #database: CircuitBreaker<RowStoreError>;
  readonly #tables: CircuitBreaker<RowStoreError>;

  constructor({ monotonic, random, onDatabaseDown, onDatabaseUp }: StoreGateOptions) {
    this.#database = new CircuitBreaker({
      policy: DATABASE_POLICY,
      monotonic,
      random,
      ...(onDatabaseDown && { onOpen: onDatabaseDown }),
      ...(onDatabaseUp && { onClose: onDatabaseUp }),
    });
    this.#tables = new CircuitBreaker({ policy: TABLE_POLICY, monotonic, random });
  }

  /**
   * Runs `call` unless it is known to fail, and learns from what becomes of it. Rejects only when `signal` aborted: then
   * the failure says nothing about the database.
   */
  async run<T>(
    object: Stored<PostgresWriter>,
    attempt: Attempt,
    call: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<Answer<T>> {
    const admission = this.#admit(object, attempt);
    if (admission.kind === 'wait') return { kind: 'failed', error: admission.error, retryAfterMs: admission.ms };
    try {
      const outcome = await call(signal);
      this.#succeeded(object, attempt);
      return { kind: 'answered', outcome };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = thrown instanceof Error ? thrown : new Error('non-error thrown', { cause: thrown });
      if (!(error instanceof RowStoreError)) return { kind: 'failed', error };
      this.#failed(object, attempt, error, admission.trial);
      // Who was the first to hear of an outage, or tried in vain, comes back as soon as those who only heard of it.
      const retryAfterMs = isDatabaseWide(error) ? this.#database.waitOf(DATABASE) : undefined;
      return { kind: 'failed', error, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    }
  }

  /** Why the database is known to be unreachable, or its ledger unusable; `undefined` while it is not. */
  databaseError(): RowStoreError | undefined {
    return this.#database.errorOf(DATABASE);
  }

  /**
   * Learns from a call that is about the database alone. Rejects when `signal` aborts, without waiting for the call, and
   * with what no database could have caused.
   */
  async probe(call: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    try {
      await unlessAborted(call(), signal);
      this.#database.succeeded(DATABASE);
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof RowStoreError)) throw thrown;
      if (isDatabaseWide(thrown)) this.#database.failed(DATABASE, thrown, false);
    }
  }

  #admit(object: Stored<PostgresWriter>, attempt: Attempt): Admission<RowStoreError> {
    const database = this.#database.admit(DATABASE);
    if (database.kind === 'wait' || database.trial) return database;
    const key = this.#failedBefore(object, attempt);
    return key === undefined ? database : this.#tables.admit(key);
  }

  #failed(object: Stored<PostgresWriter>, attempt: Attempt, error: RowStoreError, trial: boolean): void {
    if (isDatabaseWide(error)) {
      this.#database.failed(DATABASE, error, trial);
      return;
    }
    // The database answered.
    this.#database.succeeded(DATABASE);
    if (TABLE_WIDE.has(error.reason)) this.#tables.failed(tableKey(object, attempt, error.reason), error, trial);
  }

  #succeeded(object: Stored<PostgresWriter>, attempt: Attempt): void {
    this.#database.succeeded(DATABASE);
    for (const reason of TABLE_WIDE) this.#tables.succeeded(tableKey(object, attempt, reason));
  }

  /** The circuit of the failure that the object's own status tells of, for this generation and in these words. */
  #failedBefore(object: Stored<PostgresWriter>, attempt: Attempt): string | undefined {
    const ready = object.status?.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status !== 'False' || ready.observedGeneration !== object.metadata.generation) return undefined;
    for (const reason of TABLE_WIDE) {
      if (reason !== ready.reason) continue;
      const key = tableKey(object, attempt, reason);
      const error = this.#tables.errorOf(key);
      if (error !== undefined && failureText(object, attempt, error) === ready.message) return key;
    }
    return undefined;
  }
}

/** Tables by the name as written: two spellings of one table are tried twice, which does no harm. */
const tableKey = ({ spec }: Stored<PostgresWriter>, attempt: Attempt, reason: FailureReason): string =>
  `${attempt} ${reason} ${spec.table}`;

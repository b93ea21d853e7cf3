import type { ApplyOutcome, RemoveOutcome } from '../../controller/row-store.ts';
import { CHUNK } from '../chunks.ts';
import type { StoreClock } from '../clock.ts';
import { AbortWatch } from './abort-watch.ts';
import { toError } from '../errors.ts';
import type { RowStoreObserver } from '../observer.ts';
import { RacedError, retrying } from '../retry.ts';
import { SqlError, type RunOptions, type SqlPool } from '../sql.ts';
import { probeTableLock } from '../statements/probe-lock.ts';
import { Expectation, type Expected } from './expectation.ts';
import { alone, identify, type ApplyAsk, type Ask, type BatchResult, type Item, type RemoveAsk } from './item.ts';
import { runApply, runRemove, type BatchResults } from './run-batch.ts';
import { decideSplit, isTheTable } from './split.ts';
import { Busy, takeBatch } from './take-batch.ts';

/** How long a batch waits for a lock; a row that is locked for longer is set apart. */
const BATCH_LOCK_MS = 2_000;
/** And its halves, once it is known that a single row is locked. */
const HALF_LOCK_MS = 100;
/** And one that is written as what it is expected to be: what is locked is looked at closely first. */
const EXPECTED_LOCK_MS = 100;
/** A request that lost this many races in a batch goes the careful path, which waits for locks in turn. */
const MAX_RACES = 3;

export interface LaneOptions {
  readonly pool: SqlPool;
  readonly clock: StoreClock;
  readonly observer?: RowStoreObserver;
  /** Guess what a batch is without experience, too: for trials that are to meet many wrong guesses. @defaultValue false */
  readonly alwaysGuess?: boolean;
}

/**
 * Batches of one table under way at once, so that PostgreSQL has work while the answers of one are told and the next is
 * made. On two cores a third adds a tenth, a fourth nothing; they are of distinct rows, so they do not wait for each
 * other's locks.
 */
const MAX_IN_FLIGHT = 3;

/** How a batch is run. `expected`: as what its requests are expected to be; those that are something else are left. */
type TryOptions = RunOptions & { readonly expected?: Expected | undefined };

/** The requests that a try did not settle, and what undid it whole. */
interface Tried {
  readonly left: readonly Item[];
  readonly error?: unknown;
}

/**
 * The writes of one table: one batch in flight, the next is all that queued meanwhile; further ones beside it only if
 * they are full already. Nothing waits for company, so a lone write is under way at once.
 */
export class Lane {
  readonly #pool: SqlPool;
  readonly #clock: StoreClock;
  readonly #observer: RowStoreObserver;
  readonly #queue: Item[] = [];
  /** Whoever gives up while waiting takes the request along; while in a batch, it leaves it to the others. */
  readonly #aborts = new AbortWatch<Item>((item, reason) => {
    const index = this.#queue.indexOf(item);
    if (index >= 0) this.#queue.splice(index, 1);
    item.reject(reason);
  });
  /** Halved when a batch takes too long, doubled when one succeeds. */
  #limit = CHUNK;
  readonly #expectation: Expectation;
  readonly #busy = new Busy();
  #inFlight = 0;
  /** The last batch went through as it was. */
  #healthy = false;
  #scheduled = false;

  constructor({ pool, clock, observer = {}, alwaysGuess = false }: LaneOptions) {
    this.#expectation = new Expectation({ always: alwaysGuess });
    this.#pool = pool;
    this.#clock = clock;
    this.#observer = observer;
  }

  /** Requests that wait for a batch. */
  get waiting(): number {
    return this.#queue.length;
  }

  get idle(): boolean {
    return this.#inFlight === 0 && this.#queue.length === 0;
  }

  apply(ask: ApplyAsk): Promise<BatchResult<ApplyOutcome>> {
    return this.#enqueue(ask);
  }

  remove(ask: RemoveAsk): Promise<BatchResult<RemoveOutcome>> {
    return this.#enqueue(ask);
  }

  #enqueue<Outcome>(ask: Ask): Promise<BatchResult<Outcome>> {
    return new Promise((resolve, reject) => {
      ask.signal.throwIfAborted();
      const { group, owner, key } = identify(ask);
      const item: Item = { ask, group, owner, key, queuedAt: this.#clock.monotonic(), resolve, reject, races: 0 };
      this.#aborts.add(ask.signal, item);
      this.#queue.push(item);
      this.#schedule();
    });
  }

  /** A further batch needs to be a full one, and no sign that the table is in trouble: that would only wait for the same lock. */
  #mayStart(): boolean {
    if (this.#inFlight === 0) return this.#queue.length > 0;
    return this.#inFlight < MAX_IN_FLIGHT && this.#healthy && this.#queue.length >= CHUNK;
  }

  /** Once all that is asked for at the same time has queued. */
  #schedule(): void {
    if (this.#scheduled || !this.#mayStart()) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.#mayStart()) void this.#work();
    });
  }

  async #work(): Promise<void> {
    while (this.#mayStart()) {
      const batch = takeBatch(this.#queue, { limit: this.#limit, busy: this.#busy });
      // All that waits is of owners and rows whose batch is under way: who sent that one comes back for them.
      if (batch.length === 0) return;
      this.#inFlight++;
      await this.#settle(batch, { lockTimeoutMs: BATCH_LOCK_MS });
      this.#inFlight--;
      this.#busy.delete(batch);
    }
  }

  /** Runs a batch and settles each of its requests, whatever happens. */
  async #settle(batch: readonly Item[], options: RunOptions): Promise<void> {
    const expected = this.#expectation.of(batch.map(({ ask }) => ask));
    let tried: Tried = { left: batch };
    if (expected !== undefined) tried = await this.#try(batch, { lockTimeoutMs: EXPECTED_LOCK_MS, expected });
    if (tried.left.length > 0 && mayBeAnother(tried.error)) tried = await this.#try(tried.left, options);
    this.#healthy = tried.error === undefined;
    if (tried.error !== undefined) await this.#isolate(tried.left, tried.error, options);
  }

  /** Runs a batch once and settles its requests, or none of them if an error undid it. */
  async #try(batch: readonly Item[], options: TryOptions): Promise<Tried> {
    const start = this.#clock.monotonic();
    try {
      const results = await retrying(() => this.#run(batch, options), { clock: this.#clock, isTransient: isCollision });
      this.#limit = Math.min(CHUNK, this.#limit * 2);
      batch.forEach((item, i) => this.#settleOne(item, results[i], options));
      return { left: options.expected === undefined ? [] : batch.filter((_, i) => results[i] === undefined) };
    } catch (error) {
      this.#expectation.forget();
      return { left: batch, error };
    } finally {
      this.#observe(batch, start);
    }
  }

  #observe(batch: readonly Item[], start: number): void {
    const [first] = batch;
    if (first === undefined) return;
    const { schema, table } = first.ask.target.info;
    this.#observer.batch?.({
      operation: first.ask.kind,
      place: { schema, table },
      size: batch.length,
      seconds: (this.#clock.monotonic() - start) / 1_000,
      queuedSeconds: (start - first.queuedAt) / 1_000,
    });
  }

  /** Looks for what made a batch fail by halving it, so that one bad row costs the others nothing but time. */
  async #isolate(batch: readonly Item[], error: unknown, options: RunOptions): Promise<void> {
    const decision = decideSplit(error);
    const [only, ...more] = batch;
    if (decision === 'failAll' || (decision === 'probe' && more.length > 0 && (await this.#isTableLocked(batch)))) {
      this.#reject(batch, error);
      return;
    }
    if (only !== undefined && more.length === 0) {
      // The careful path finds out what is wrong with it; more time it would not have either.
      if (isTimeout(error)) this.#reject(batch, error);
      else this.#resolve(only, alone);
      return;
    }
    if (isTimeout(error)) this.#limit = Math.max(1, batch.length >> 1);

    const half = decision === 'probe' ? { ...options, lockTimeoutMs: HALF_LOCK_MS } : options;
    const middle = batch.length >> 1;
    const [left, right] = [batch.slice(0, middle), batch.slice(middle)];
    const { error: leftError } = await this.#try(left, half);
    const { error: rightError } = await this.#try(right, half);
    if (isTheTable(leftError, rightError)) {
      this.#reject(batch, leftError);
      return;
    }
    if (leftError !== undefined) await this.#isolate(left, leftError, half);
    if (rightError !== undefined) await this.#isolate(right, rightError, half);
  }

  async #run(batch: readonly Item[], options: TryOptions): Promise<BatchResults<unknown>> {
    const asks = batch.map(({ ask }) => ask);
    const applies = asks.filter((ask) => ask.kind === 'apply');
    if (applies.length > 0) {
      const results = await runApply(this.#pool, applies, options);
      this.#expectation.learn(applies, results);
      return results;
    }
    return await runRemove(
      this.#pool,
      asks.filter((ask) => ask.kind === 'remove'),
      options,
    );
  }

  #settleOne(item: Item, result: BatchResults<unknown>[number], { expected }: TryOptions): void {
    if (result !== undefined) this.#resolve(item, result);
    else if (expected !== undefined) return;
    else if (++item.races < MAX_RACES) this.#queue.push(item);
    else this.#resolve(item, alone);
  }

  #resolve(item: Item, result: BatchResult<unknown>): void {
    this.#aborts.delete(item.ask.signal, item);
    item.resolve(result as BatchResult<never>);
  }

  #reject(batch: readonly Item[], error: unknown): void {
    for (const item of batch) {
      this.#aborts.delete(item.ask.signal, item);
      item.reject(toError(error));
    }
  }

  async #isTableLocked([first]: readonly Item[]): Promise<boolean> {
    if (first === undefined) return false;
    try {
      await this.#pool.transaction((transaction) => transaction.run(probeTableLock(first.ask.target.info)));
      return false;
    } catch (thrown) {
      if (thrown instanceof SqlError && thrown.code === '55P03') return true;
      // Whatever else is wrong, the halves will show it.
      return false;
    }
  }
}

/** Whether an error, or none, may only say that a batch is not what it was expected to be: constraints and locks do. */
const mayBeAnother = (error: unknown): boolean =>
  error === undefined || error instanceof RacedError || (error instanceof SqlError && /^(?:23|55P03)/.test(error.code));

const isTimeout = (error: unknown): boolean => error instanceof SqlError && error.code === '57014';

/** Errors by which PostgreSQL asks for another try of the same statement. */
const COLLISIONS: ReadonlySet<string> = new Set(['40001', '40P01', '26000', '42P05', '0A000']);
const isCollision = (error: unknown): boolean => error instanceof SqlError && COLLISIONS.has(error.code);

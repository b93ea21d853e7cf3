import type { ApplyOutcome, RemoveOutcome } from '../../controller/row-store.ts';
import { CHUNK } from '../chunks.ts';
import type { StoreClock } from '../clock.ts';
import { AbortWatch } from './abort-watch.ts';
import { toError } from '../errors.ts';
import type { RowStoreObserver } from '../observer.ts';
import { retrying } from '../retry.ts';
import { SqlError, type RunOptions, type SqlPool } from '../sql.ts';
import { probeTableLock } from '../statements/probe-lock.ts';
import {
  alone,
  identify,
  type ApplyItem,
  type BatchResult,
  type Identity,
  type Item,
  type RemoveItem,
} from './item.ts';
import { runApply, runRemove, type BatchResults } from './run-batch.ts';
import { decideSplit, isTheTable } from './split.ts';
import { takeBatch } from './take-batch.ts';

/** How long a batch waits for a lock; a row that is locked for longer is set apart. */
const BATCH_LOCK_MS = 2_000;
/** And its halves, once it is known that a single row is locked. */
const HALF_LOCK_MS = 100;
/** A request that lost this many races in a batch goes the careful path, which waits for locks in turn. */
const MAX_RACES = 3;

export interface LaneOptions {
  readonly pool: SqlPool;
  readonly clock: StoreClock;
  readonly observer?: RowStoreObserver;
}

/**
 * The writes of one table: one batch in flight, the next is all that queued meanwhile. Nothing waits for company, so a
 * lone write is under way at once.
 */
export class Lane {
  readonly #pool: SqlPool;
  readonly #clock: StoreClock;
  readonly #observer: RowStoreObserver;
  readonly #queue: QueuedItem[] = [];
  readonly #aborts = new AbortWatch();
  /** Halved when a batch takes too long, doubled when one succeeds. */
  #limit = CHUNK;
  #draining: Promise<void> | undefined;

  constructor({ pool, clock, observer = {} }: LaneOptions) {
    this.#pool = pool;
    this.#clock = clock;
    this.#observer = observer;
  }

  /** Requests that wait for a batch. */
  get waiting(): number {
    return this.#queue.length;
  }

  get idle(): boolean {
    return this.#draining === undefined;
  }

  apply(request: Request<ApplyItem>): Promise<BatchResult<ApplyOutcome>> {
    return this.#enqueue(request.signal, (settle) => ({ ...request, ...settle, kind: 'apply' }));
  }

  remove(request: Request<RemoveItem>): Promise<BatchResult<RemoveOutcome>> {
    return this.#enqueue(request.signal, (settle) => ({ ...request, ...settle, kind: 'remove' }));
  }

  /** Whoever gives up while waiting takes the request along; whoever gives up while in a batch leaves it to the others. */
  #enqueue<T>(signal: AbortSignal, make: (settle: Settle<T>) => Item): Promise<T> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const unwatch = this.#aborts.add(signal, () => {
        const index = this.#queue.findIndex((queued) => queued.item === item);
        if (index >= 0) this.#queue.splice(index, 1);
        reject(signal.reason as Error);
      });
      const item = make({
        queuedAt: this.#clock.monotonic(),
        races: 0,
        resolve: (result) => {
          unwatch();
          resolve(result);
        },
        reject: (error) => {
          unwatch();
          reject(toError(error));
        },
      });
      this.#queue.push({ item, identity: identify(item) });
      this.#draining ??= Promise.resolve().then(() => this.#drain());
    });
  }

  async #drain(): Promise<void> {
    for (;;) {
      const batch = takeBatch(this.#queue, this.#limit).map(({ item }) => item);
      if (batch.length === 0) break;
      await this.#settle(batch, { lockTimeoutMs: BATCH_LOCK_MS });
    }
    this.#draining = undefined;
  }

  /** Runs a batch and settles each of its requests, whatever happens. */
  async #settle(batch: readonly Item[], options: RunOptions): Promise<void> {
    const error = await this.#try(batch, options);
    if (error !== undefined) await this.#isolate(batch, error, options);
  }

  /** Runs a batch once. Settles its requests and returns undefined, or returns what undid it whole. */
  async #try(batch: readonly Item[], options: RunOptions): Promise<unknown> {
    const start = this.#clock.monotonic();
    try {
      const results = await retrying(() => this.#run(batch, options), { clock: this.#clock, isTransient: isCollision });
      this.#limit = Math.min(CHUNK, this.#limit * 2);
      batch.forEach((item, i) => this.#settleOne(item, results[i]));
      return undefined;
    } catch (thrown) {
      return thrown;
    } finally {
      this.#observe(batch, start);
    }
  }

  #observe(batch: readonly Item[], start: number): void {
    const [first] = batch;
    if (first === undefined) return;
    const { schema, table } = first.target.info;
    this.#observer.batch?.({
      operation: first.kind,
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
      rejectAll(batch, error);
      return;
    }
    if (only !== undefined && more.length === 0) {
      // The careful path finds out what is wrong with it; more time it would not have either.
      if (isTimeout(error)) only.reject(error);
      else only.resolve(alone);
      return;
    }
    if (isTimeout(error)) this.#limit = Math.max(1, batch.length >> 1);

    const half = decision === 'probe' ? { ...options, lockTimeoutMs: HALF_LOCK_MS } : options;
    const middle = batch.length >> 1;
    const [left, right] = [batch.slice(0, middle), batch.slice(middle)];
    const leftError = await this.#try(left, half);
    const rightError = await this.#try(right, half);
    if (isTheTable(leftError, rightError)) {
      rejectAll(batch, leftError);
      return;
    }
    if (leftError !== undefined) await this.#isolate(left, leftError, half);
    if (rightError !== undefined) await this.#isolate(right, rightError, half);
  }

  #run(batch: readonly Item[], options: RunOptions): Promise<BatchResults<unknown>> {
    const applies = batch.filter((item) => item.kind === 'apply');
    if (applies.length > 0) return runApply(this.#pool, applies, options);
    return runRemove(
      this.#pool,
      batch.filter((item) => item.kind === 'remove'),
      options,
    );
  }

  #settleOne(item: Item, result: BatchResults<unknown>[number]): void {
    if (result !== undefined) item.resolve(result as never);
    else if (++item.races < MAX_RACES) this.#queue.push({ item, identity: identify(item) });
    else item.resolve(alone);
  }

  async #isTableLocked([first]: readonly Item[]): Promise<boolean> {
    if (first === undefined) return false;
    try {
      await this.#pool.transaction((transaction) => transaction.run(probeTableLock(first.target.info)));
      return false;
    } catch (thrown) {
      if (thrown instanceof SqlError && thrown.code === '55P03') return true;
      // Whatever else is wrong, the halves will show it.
      return false;
    }
  }
}

type Request<I extends Item> = Omit<I, 'kind' | keyof Settle<never>>;

interface QueuedItem {
  readonly item: Item;
  readonly identity: Identity;
}

interface Settle<T> {
  readonly queuedAt: number;
  races: number;
  readonly resolve: (result: T) => void;
  readonly reject: (error: unknown) => void;
}

function rejectAll(batch: readonly Item[], error: unknown): void {
  for (const item of batch) item.reject(error);
}

const isTimeout = (error: unknown): boolean => error instanceof SqlError && error.code === '57014';

/** Errors by which PostgreSQL asks for another try of the same statement. */
const COLLISIONS: ReadonlySet<string> = new Set(['40001', '40P01', '26000', '42P05', '0A000']);
const isCollision = (error: unknown): boolean => error instanceof SqlError && COLLISIONS.has(error.code);

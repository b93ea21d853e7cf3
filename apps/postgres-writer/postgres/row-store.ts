import {
  RowStoreError,
  type ApplyOutcome,
  type ApplyRequest,
  type RemoveOutcome,
  type RemoveRequest,
  type DifferenceOutcome,
  type OrphanCount,
  type Presence,
  type RowAudit,
  type RowStore,
  type SweepOutcome,
  type SweepRequest,
} from '../controller/row-store.ts';
import { unlessAborted } from '../controller/unless-aborted.ts';
import { findDifferences } from './audit/difference.ts';
import { countOrphans, sweepOrphans } from './audit/sweep.ts';
import { applyRows, mayTake } from './apply-rows.ts';
import type { BatchResult } from './batch/item.ts';
import type { LaneOptions } from './batch/lane.ts';
import { Lanes } from './batch/lanes.ts';
import { Catalog } from './catalog/catalog.ts';
import type { TableInfo } from './catalog/table-info.ts';
import { keyTargetFor, targetFor, type Target } from './catalog/target.ts';
import { machineClock, type StoreClock } from './clock.ts';
import { toFailure, type FailureContext } from './failure.ts';
import { expireTombstones } from './ledger/administration.ts';
import { Ledger, type LedgerState } from './ledger/ledger.ts';
import type { RowStoreObserver } from './observer.ts';
import { AbsentTables } from './release.ts';
import { removeRows } from './remove-rows.ts';
import { RacedError, reconnecting, retrying } from './retry.ts';
import { SqlError, type SqlPool } from './sql.ts';
import { Semaphore } from './semaphore.ts';
import { refuseUnstorable } from './values.ts';
import { writerOf } from './writer.ts';

export interface RowStoreOptions extends Pick<LaneOptions, 'alwaysGuess'> {
  readonly pool: SqlPool;
  /** Which cluster these objects are of. Two clusters on one database stay apart by it. */
  readonly clusterId: string;
  /** @defaultValue the machine's */
  readonly clock?: StoreClock;
  readonly observer?: RowStoreObserver;
}

/** The row store on PostgreSQL, and what a process does with it beyond writing rows. */
export interface PostgresRowStore extends RowStore, RowAudit {
  /**
   * Sets up the ledger if need be; resolves once rows can be written. Rejects with a RowStoreError that says what is in
   * the way. Writing does it too, so calling it is a matter of saying so early: at start, and in `/readyz`.
   */
  ready(): Promise<LedgerState>;
  /** Rows that wait for a batch. */
  readonly waiting: number;
  /** Waits for what is under way, then closes the pool. Idempotent. */
  close(): Promise<void>;
}

/** One try. `carefully`: a batch has found already that the request is no case for it. */
type Work<T> = (epoch: bigint, carefully: boolean) => Promise<T>;

interface SignalOption {
  readonly signal: AbortSignal;
}

export function createRowStore(options: RowStoreOptions): PostgresRowStore {
  return new PgRowStore(options);
}

class PgRowStore implements PostgresRowStore {
  readonly #pool: SqlPool;
  readonly #clusterId: string;
  readonly #clock: StoreClock;
  readonly #catalog: Catalog;
  readonly #ledger: Ledger;
  readonly #absent: AbsentTables;
  readonly #observer: RowStoreObserver;
  readonly #lanes: Lanes;
  readonly #careful = new Semaphore(MAX_CAREFUL);

  constructor({ pool, clusterId, clock = machineClock, observer = {}, alwaysGuess = false }: RowStoreOptions) {
    if (clusterId === '') throw new RangeError('clusterId must not be empty');
    this.#pool = pool;
    this.#clusterId = clusterId;
    this.#clock = clock;
    this.#catalog = new Catalog(pool, clock);
    this.#ledger = new Ledger(pool);
    this.#absent = new AbsentTables(clock);
    this.#observer = observer;
    this.#lanes = new Lanes({ pool, clock, observer, alwaysGuess });
  }

  async ready(): Promise<LedgerState> {
    return await this.#attempt(new AbortController().signal, {}, async () => {
      // Whether or not the ledger is remembered, this is a look whether the database answers.
      await this.#ledger.confirm();
      return await this.#ledger.ready();
    });
  }

  get waiting(): number {
    return this.#lanes.waiting;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  async difference(wanted: readonly ApplyRequest[], { signal }: SignalOption): Promise<DifferenceOutcome> {
    const context = { pool: this.#pool, catalog: this.#catalog, clusterId: this.#clusterId };
    return await this.#attempt(signal, {}, () => unlessAborted(findDifferences(context, wanted, { signal }), signal));
  }

  async countOrphans(presence: Presence, { signal }: SignalOption): Promise<OrphanCount> {
    const context = { pool: this.#pool, clusterId: this.#clusterId };
    return await this.#attempt(signal, {}, () => countOrphans(context, presence, { signal }));
  }

  async sweep(request: SweepRequest, { signal }: SignalOption): Promise<SweepOutcome> {
    const remove = (removal: RemoveRequest): Promise<RemoveOutcome> => this.remove(removal, { signal });
    const context = { pool: this.#pool, clusterId: this.#clusterId, remove };
    return await this.#attempt(signal, {}, () => sweepOrphans(context, request, { signal }));
  }

  async expireTombstones({ signal }: SignalOption): Promise<number> {
    return await this.#attempt(signal, {}, () => expireTombstones(this.#pool, this.#clusterId, { signal }));
  }

  async apply(request: ApplyRequest, { signal }: SignalOption): Promise<ApplyOutcome> {
    try {
      const outcome = await this.#apply(request, signal);
      this.#observer.applied?.(outcome);
      return outcome;
    } catch (thrown) {
      throw this.#observed('apply', thrown);
    }
  }

  async remove(request: RemoveRequest, { signal }: SignalOption): Promise<RemoveOutcome> {
    try {
      const outcome = await this.#remove(request, signal);
      this.#observer.removed?.(outcome);
      return outcome;
    } catch (thrown) {
      throw this.#observed('remove', thrown);
    }
  }

  #observed(operation: 'apply' | 'remove', thrown: unknown): unknown {
    if (thrown instanceof RowStoreError) this.#observer.failed?.(operation, thrown);
    return thrown;
  }

  #apply(request: ApplyRequest, signal: AbortSignal): Promise<ApplyOutcome> {
    signal.throwIfAborted();
    const { table, keyColumn, rows } = request;
    refuseUnstorable(keyColumn, rows);
    const describe = (info: TableInfo): Target => targetFor(info, keyColumn, rows);
    const context: { target?: FailureContext['target'] } = {};
    const batched = (target: Target, epoch: bigint): Promise<BatchResult<ApplyOutcome>> | undefined => {
      const [row] = rows;
      if (row === undefined || rows.length > 1) return undefined;
      context.target = target;
      const writer = writerOf(request.owner, this.#clusterId, epoch, request.deletionPolicy);
      return this.#lanes.of(target).apply({ kind: 'apply', target, writer, row, reclaim: mayTake(request), signal });
    };
    const work: Work<ApplyOutcome> = async (epoch, carefully) => {
      const target = await unlessAborted(this.#catalog.use(table, describe), signal);
      context.target = target;
      const result = carefully ? undefined : await batched(target, epoch);
      if (result?.kind === 'done') return result.outcome;
      const writer = writerOf(request.owner, this.#clusterId, epoch, request.deletionPolicy);
      const apply = { target, writer, absent: this.#absent };
      return await this.#careful.run(signal, () =>
        this.#pool.transaction((transaction) => applyRows(transaction, request, apply), { signal }),
      );
    };
    return this.#quickly(this.#known(table, describe, batched), signal, context, work);
  }

  #remove(request: RemoveRequest, signal: AbortSignal): Promise<RemoveOutcome> {
    signal.throwIfAborted();
    const context: { place?: TableInfo | undefined } = {};
    const batched = (target: Target, epoch: bigint): Promise<BatchResult<RemoveOutcome>> | undefined => {
      const [key] = request.keys;
      if (key === undefined || request.keys.length > 1 || request.deletionPolicy === 'Retain') return undefined;
      context.place = target.info;
      const writer = writerOf(request.owner, this.#clusterId, epoch);
      const reclaim = request.reclaim === true;
      return this.#lanes.of(target).remove({ kind: 'remove', target, writer, key, reclaim, signal });
    };
    const work: Work<RemoveOutcome> = async (epoch, carefully) => {
      const target = await unlessAborted(this.#named(request), signal);
      context.place = target?.info;
      const result = target === undefined || carefully ? undefined : await batched(target, epoch);
      if (result?.kind === 'done') return result.outcome;
      const writer = writerOf(request.owner, this.#clusterId, epoch, request.deletionPolicy);
      const remove = { named: target?.info, writer, absent: this.#absent };
      return await this.#careful.run(signal, () =>
        this.#pool.transaction((transaction) => removeRows(transaction, request, remove), { signal }),
      );
    };
    const describe = (info: TableInfo): Target => keyTargetFor(info, request.keyColumn);
    return this.#quickly(this.#known(request.table, describe, batched), signal, context, work);
  }

  /** Begins at once where ledger and table are known, so that thousands that wait cost no chain of promises each. */
  #known<T>(
    table: string,
    describe: (info: TableInfo) => Target,
    begin: (target: Target, epoch: bigint) => Promise<BatchResult<T>> | undefined,
  ): Promise<BatchResult<T>> | undefined {
    const epoch = this.#ledger.known?.epoch;
    const target = epoch === undefined ? undefined : this.#catalog.known(table, describe);
    return epoch === undefined || target === undefined ? undefined : begin(target, epoch);
  }

  /** What has begun; if that is not the end of it, an attempt of which it was the first try. */
  async #quickly<T>(
    begun: Promise<BatchResult<T>> | undefined,
    signal: AbortSignal,
    context: FailureContext,
    work: Work<T>,
  ): Promise<T> {
    let first: { readonly thrown: unknown } | 'alone' | undefined;
    try {
      const result = await begun;
      if (result?.kind === 'done') return result.outcome;
      first = result?.kind;
    } catch (thrown) {
      first = { thrown };
    }
    return await this.#attempt(signal, context, async (epoch) => {
      const before = first;
      first = undefined;
      if (typeof before === 'object') throw before.thrown;
      return await work(epoch, before === 'alone');
    });
  }

  /** The table that a removal names, if there is one: what was never written needs no table to be absent. */
  async #named({ table, keyColumn }: RemoveRequest): Promise<Target | undefined> {
    try {
      return await this.#catalog.use(table, (info) => keyTargetFor(info, keyColumn));
    } catch (thrown) {
      if (thrown instanceof RowStoreError && !NEEDS_WAITING.has(thrown.failure)) return undefined;
      throw thrown;
    }
  }

  /** One operation: the ledger ready, done again as the policy says, and whatever is thrown at the end in our words. */
  async #attempt<T>(signal: AbortSignal, context: FailureContext, work: (epoch: bigint) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    // What a changed table or a lost ledger explains is looked at afresh, once, before anybody hears of it.
    let looked = false;
    const attempt = async (): Promise<T> => {
      try {
        // What is looked up for all of them no caller's signal ends, and no caller has to wait for.
        const { epoch } = this.#ledger.known ?? (await unlessAborted(this.#ledger.ready(), signal));
        return await work(epoch);
      } catch (thrown) {
        if (looked || !(thrown instanceof SqlError) || !mayBeStale(thrown)) throw thrown;
        looked = true;
        this.#catalog.forget();
        this.#ledger.forget();
        throw new RacedError('what was known of the tables may be out of date', { cause: thrown });
      }
    };
    try {
      const options = { clock: this.#clock, signal, onRetry: () => this.#catalog.forget() };
      return await reconnecting(() => retrying(attempt, options), options);
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      throw asFailure(await this.#explain(thrown), context);
    }
  }

  /** A statement that never found things as they were described may live in an epoch that is over. */
  async #explain(thrown: unknown): Promise<unknown> {
    if (!(thrown instanceof RacedError)) return thrown;
    try {
      await this.#ledger.confirm();
      return thrown;
    } catch (explanation) {
      return explanation;
    }
  }
}

/** Transactions of the careful path at once: they must leave connections to the batches. */
const MAX_CAREFUL = 4;

/** Failures that say nothing about whether a row exists. */
const NEEDS_WAITING: ReadonlySet<RowStoreError['failure']> = new Set(['retry', 'unavailable', 'slow', 'bug']);

/** Codes that a table or a ledger which changed since it was looked up can cause. */
const mayBeStale = ({ code, fromServer }: SqlError): boolean => fromServer && /^(?:42|3F|22|0A)/.test(code);

function asFailure(thrown: unknown, context: FailureContext): unknown {
  if (thrown instanceof SqlError) return toFailure(thrown, context);
  if (thrown instanceof RacedError) {
    return new RowStoreError('retry', 'DatabaseError', 'other writers kept changing the row; tried again by itself');
  }
  return thrown;
}

import { RowStoreError } from '../../controller/row-store.ts';
import { onlyRow, textOf, type RunOptions, type SqlPool } from '../sql.ts';
import { readIdentity } from '../statements/administration.ts';
import { readEpoch } from '../statements/ledger-schema.ts';
import { checkIdentity, ownIdentity } from './administration.ts';
import { requireEpoch } from './epoch.ts';
import { migrate } from './migrate.ts';

/** What is known of the ledger once it is there. */
export interface LedgerState {
  /** Read once: a process that was paused before a restored etcd was declared must not learn the new epoch. */
  readonly epoch: bigint;
  readonly schemaVersion: number;
}

/** Sets the ledger up when first needed; a failure is not remembered. */
export class Ledger {
  readonly #pool: SqlPool;
  #state: LedgerState | undefined;
  #pending: Promise<LedgerState> | undefined;
  #epoch: bigint | undefined;
  /** The database that {@link LedgerState} is of. */
  #identity: string | undefined;

  constructor(pool: SqlPool) {
    this.#pool = pool;
  }

  /** What {@link ready} would resolve to at once. */
  get known(): LedgerState | undefined {
    return this.#state;
  }

  /** Resolves once the schema is there. Concurrent callers share the work, so no caller's signal ends it. */
  async ready(): Promise<LedgerState> {
    if (this.#state !== undefined) return this.#state;
    this.#pending ??= this.#setUp().finally(() => {
      this.#pending = undefined;
    });
    return await this.#pending;
  }

  /** Looks again before the next use. */
  forget(): void {
    this.#state = undefined;
  }

  /**
   * Looks whether what is known of the ledger still holds. Throws LedgerUnavailable if the epoch was raised since this
   * process read it, DatabaseUnavailable once if the database was replaced by one that was restored from it: like after
   * an outage, nothing that was known of rows need be so.
   */
  async confirm(): Promise<void> {
    const [epoch, identity] = await this.#pool.run([readEpoch, readIdentity]);
    if (this.#epoch !== undefined) requireEpoch(epoch, this.#epoch);
    if (this.#state === undefined) return;
    // Another replica may have been the first to notice, and told the ledger.
    const own = ownIdentity(identity);
    if (own !== undefined && own === this.#identity) return;
    this.forget();
    throw new RowStoreError('unavailable', 'DatabaseUnavailable', 'the database is another one, restored from a dump');
  }

  async #setUp(): Promise<LedgerState> {
    const run: RunOptions = {};
    const schemaVersion = await migrate(this.#pool, run);
    await checkIdentity(this.#pool, run);
    const [epoch, identity] = await this.#pool.run([readEpoch, readIdentity], run);
    this.#epoch ??= BigInt(textOf(onlyRow(epoch), 'epoch'));
    this.#identity = ownIdentity(identity);
    this.#state = { epoch: this.#epoch, schemaVersion };
    return this.#state;
  }
}

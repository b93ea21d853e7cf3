import type { Logger } from '@kubewright/controller-runtime/log';
import { RowStoreError, type RowAudit } from './row-store.ts';
import type { PauseClock } from './wakeable-pause.ts';

export interface TombstoneExpirerOptions {
  readonly audit: Pick<RowAudit, 'expireTombstones'>;
  readonly clock: PauseClock;
  readonly log: Logger;
}

const INTERVAL_MS = 3_600_000;
/** After a failure: the database may be away. */
const RETRY_MS = 60_000;

/**
 * Keeps the ledger from growing with every object that ever was: what remains of a deleted one is only there to stop a
 * writer that comes late. At the start and every hour, as leader only.
 */
export class TombstoneExpirer {
  readonly name = 'tombstone-expirer';
  readonly #options: TombstoneExpirerOptions;

  constructor(options: TombstoneExpirerOptions) {
    this.#options = options;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      for (;;) await clock.delay((await this.#expire(signal)) ? INTERVAL_MS : RETRY_MS, { signal });
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  /** @returns whether it could be done. That the database is away is logged by those who write rows. */
  async #expire(signal: AbortSignal): Promise<boolean> {
    const { audit, log } = this.#options;
    signal.throwIfAborted();
    try {
      const expired = await audit.expireTombstones({ signal });
      if (expired > 0) log.info('tombstones expired', { expired });
      return true;
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof RowStoreError)) throw thrown;
      log.debug('tombstones not expired', { reason: thrown.reason, detail: thrown.message });
      return false;
    }
  }
}

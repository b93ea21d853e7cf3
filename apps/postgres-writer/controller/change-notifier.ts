import type { Logger } from '@kubewright/controller-runtime/log';
import type { DriftChecker } from './drift-checker.ts';
import type { RowChanges } from './row-store.ts';
import type { PauseClock } from './wakeable-pause.ts';

export interface ChangeNotifierOptions {
  readonly changes: RowChanges;
  readonly drift: Pick<DriftChecker, 'onChange' | 'suspectAll'>;
  /** Whether to listen. If not, what an earlier start put on the tables is taken away. */
  readonly listens: boolean;
  readonly clock: PauseClock;
  readonly log: Logger;
}

/** After a failure to take the triggers away: the database may be away. */
const RETRY_MS = 60_000;

/**
 * Has a row compared as soon as somebody else changes it, instead of at the next interval, which goes on beside it: a
 * notification that is lost costs time and nothing else. As leader only.
 */
export class ChangeNotifier {
  readonly name = 'change-notifier';
  readonly #options: ChangeNotifierOptions;
  #heard = true;

  constructor(options: ChangeNotifierOptions) {
    this.#options = options;
  }

  async start(signal: AbortSignal): Promise<void> {
    await (this.#options.listens ? this.#listen(signal) : this.#silence(signal));
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { changes, drift, log } = this.#options;
    await changes.listen({
      signal,
      onChange: drift.onChange,
      onGap: () => {
        log.info('hearing of changes to rows');
        this.#heard = true;
        drift.suspectAll();
      },
      // An outage is one line, however often it is tried.
      onLost: ({ message }) => {
        if (this.#heard) log.warn('changes to rows are not heard of for now', { detail: message });
        this.#heard = false;
      },
      onDeaf: ({ schema, table }) =>
        log.warn('no right to hear of changes: they are found by the interval', { schema, table, needs: 'TRIGGER' }),
    });
  }

  async #silence(signal: AbortSignal): Promise<void> {
    const { changes, clock, log } = this.#options;
    try {
      for (;;) {
        signal.throwIfAborted();
        try {
          if (await changes.silence({ signal })) log.info('triggers of an earlier --drift-notify removed');
          return;
        } catch (thrown) {
          signal.throwIfAborted();
          log.debug('not known whether there are triggers of an earlier --drift-notify', { detail: String(thrown) });
          await clock.delay(RETRY_MS, { signal });
        }
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }
}

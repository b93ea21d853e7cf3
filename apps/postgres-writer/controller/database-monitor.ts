import type { StoreGate } from './store-gate.ts';

/** The part of the framework's clock that is needed here. */
export interface MonitorClock {
  delay(ms: number, options: { readonly signal: AbortSignal }): Promise<void>;
}

export interface DatabaseMonitorOptions {
  readonly gate: StoreGate;
  /** Asks the database whether rows can be written. */
  readonly ping: () => Promise<unknown>;
  readonly clock: MonitorClock;
}

const INTERVAL_MS = 5_000;
/** While the database is down, so that its return is noticed soon. */
const DOWN_INTERVAL_MS = 1_000;

/**
 * Asks the database now and then, so that an outage is noticed (in the log, in `/readyz`) also while there is no row to
 * write, and its end as well. Runs on every replica: one that stands by should be ready to take over.
 */
export class DatabaseMonitor {
  readonly name = 'database-monitor';
  readonly needLeaderElection = false;
  readonly #options: DatabaseMonitorOptions;

  constructor(options: DatabaseMonitorOptions) {
    this.#options = options;
  }

  async start(signal: AbortSignal): Promise<void> {
    const { gate, ping, clock } = this.#options;
    try {
      for (;;) {
        await gate.probe(ping, signal);
        await clock.delay(gate.databaseError() === undefined ? INTERVAL_MS : DOWN_INTERVAL_MS, { signal });
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  /** For `/readyz`: throws what is wrong with the database. */
  check(): void {
    const error = this.#options.gate.databaseError();
    if (error !== undefined) throw new Error(error.message);
  }
}

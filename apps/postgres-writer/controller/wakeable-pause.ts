/** The part of the framework's clock that is needed here. */
export interface PauseClock {
  delay(ms: number, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** A pause that can be cut short. A wake-up that finds nobody pausing cuts the next pause short. */
export class WakeablePause {
  readonly #clock: PauseClock;
  #wake = new AbortController();

  constructor(clock: PauseClock) {
    this.#clock = clock;
  }

  wake(): void {
    this.#wake.abort();
  }

  /** Resolves when the time is over (`false`) or somebody wakes it (`true`). Rejects when `signal` aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<boolean> {
    const wake = this.#wake.signal;
    try {
      await this.#clock.delay(ms, { signal: AbortSignal.any([signal, wake]) });
    } catch (thrown) {
      signal.throwIfAborted();
      if (!wake.aborted) throw thrown;
    }
    if (wake.aborted) this.#wake = new AbortController();
    return wake.aborted;
  }
}

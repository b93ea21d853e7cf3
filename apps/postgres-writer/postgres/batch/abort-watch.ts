/**
 * Tells what waits when its caller gives up. Listening once per signal, whatever number of waiters share it: a signal
 * looks through all of its listeners whenever one is added or taken away.
 */
export class AbortWatch<Waiter> {
  readonly #watched = new Map<AbortSignal, Watched<Waiter>>();
  readonly #onAbort: (waiter: Waiter, reason: unknown) => void;

  constructor(onAbort: (waiter: Waiter, reason: unknown) => void) {
    this.#onAbort = onAbort;
  }

  /** From now on the waiter is told when `signal` aborts. */
  add(signal: AbortSignal, waiter: Waiter): void {
    let watched = this.#watched.get(signal);
    if (watched === undefined) {
      const waiters = new Set<Waiter>();
      const listener = (): void => {
        this.#watched.delete(signal);
        for (const one of waiters) this.#onAbort(one, signal.reason);
      };
      watched = { waiters, listener };
      this.#watched.set(signal, watched);
      signal.addEventListener('abort', listener, { once: true });
    }
    watched.waiters.add(waiter);
  }

  delete(signal: AbortSignal, waiter: Waiter): void {
    const watched = this.#watched.get(signal);
    if (watched?.waiters.delete(waiter) !== true || watched.waiters.size > 0) return;
    this.#watched.delete(signal);
    signal.removeEventListener('abort', watched.listener);
  }
}

interface Watched<Waiter> {
  readonly waiters: Set<Waiter>;
  readonly listener: () => void;
}

/**
 * Tells waiting requests when their callers give up. Listening once per signal, whatever number of requests share it:
 * a signal looks through all of its listeners whenever one is added or taken away.
 */
export class AbortWatch {
  readonly #watched = new Map<AbortSignal, Watched>();

  /** Calls `onAbort` when `signal` aborts, until the returned function is called. */
  add(signal: AbortSignal, onAbort: () => void): () => void {
    let watched = this.#watched.get(signal);
    if (watched === undefined) {
      const callbacks = new Set<() => void>();
      const listener = (): void => {
        this.#watched.delete(signal);
        for (const callback of callbacks) callback();
      };
      watched = { callbacks, listener };
      this.#watched.set(signal, watched);
      signal.addEventListener('abort', listener, { once: true });
    }
    const { callbacks, listener } = watched;
    callbacks.add(onAbort);
    return () => {
      callbacks.delete(onAbort);
      if (callbacks.size > 0 || this.#watched.get(signal)?.callbacks !== callbacks) return;
      this.#watched.delete(signal);
      signal.removeEventListener('abort', listener);
    };
  }
}

interface Watched {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

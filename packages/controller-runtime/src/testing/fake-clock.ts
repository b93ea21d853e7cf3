import type { Clock } from '../internal/clock/clock.ts';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** Lets everything that is ready to run, run: the event loop turns a few times, so that also I/O-like callbacks come in. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/**
 * A clock that stands still until the test moves it. `now` and `monotonic` advance together.
 *
 * ```ts
 * const clock = new FakeClock();
 * const done = retry({ clock });
 * await clock.advance(800);
 * ```
 */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;
  readonly #start: number;

  /** @param now Milliseconds since the epoch. */
  constructor(now: number = Date.UTC(2026, 0, 1)) {
    this.#now = now;
    this.#start = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  async delay(ms: number, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    signal?.throwIfAborted();
    if (ms <= 0) return;
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#timers.delete(timer);
        reject(signal?.reason as Error);
      };
      const timer: Timer = {
        at: this.#now + ms,
        fire: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#timers.add(timer);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  after(ms: number, ring: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(ms, 0), fire: ring };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** How many delays and timers are being waited for. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next delay ends, in milliseconds from now. `undefined` when nothing waits. */
  nextIn(): number | undefined {
    const next = this.#next();
    return next === undefined ? undefined : next.at - this.#now;
  }

  /**
   * Moves time on, ending each delay at its own moment and in order, and lets what waited for it run before the next
   * one. Resolves when all is quiet again.
   */
  async advance(ms: number): Promise<void> {
    await settle();
    const until = this.#now + ms;
    for (let next = this.#next(); next !== undefined && next.at <= until; next = this.#next()) {
      this.#now = Math.max(this.#now, next.at); // after a jump, timers ring late: time never goes back
      this.#timers.delete(next);
      next.fire();
      await settle();
    }
    this.#now = until;
    await settle();
  }

  /** Moves time on without waking anybody, as a machine that slept. */
  jump(ms: number): void {
    this.#now += ms;
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (first === undefined || timer.at < first.at) first = timer;
    return first;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a parameter, so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds of a clock that never jumps. For durations. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds (at once for 0 or less). Rejects with the signal's reason when it aborts. */
  delay(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Calls `ring` after `ms` milliseconds, never before this returns. Returns what calls it off. For deadlines that are
   * hardly ever reached: a {@link delay} that is aborted makes errors and promises, which costs ten times as much.
   */
  after(ms: number, ring: () => void): () => void;
}

/** setTimeout takes a signed 32-bit count; anything longer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own time. A delay beyond 24.8 days wakes early, which a level-triggered caller does not mind. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  delay: async (ms, { signal } = {}) => {
    signal?.throwIfAborted();
    await sleep(timerMs(ms), undefined, signal === undefined ? {} : { signal });
  },
  after: (ms, ring) => {
    const timer = setTimeout(ring, timerMs(ms));
    return () => {
      clearTimeout(timer);
    };
  },
};

const timerMs = (ms: number): number => Math.min(Math.max(ms, 0), MAX_TIMER_MS);

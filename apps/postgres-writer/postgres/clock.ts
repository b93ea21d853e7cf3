import { setTimeout as sleep } from 'node:timers/promises';

/** Time as a parameter: the part of the framework's `Clock` that the row store needs. */
export interface StoreClock {
  /** Milliseconds of a clock that never jumps. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts. */
  delay(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

export const machineClock: StoreClock = {
  monotonic: () => performance.now(),
  delay: async (ms, { signal } = {}) => {
    signal?.throwIfAborted();
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  },
};

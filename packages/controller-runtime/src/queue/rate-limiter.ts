import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { exponentialBackoff, type BackoffOptions } from './backoff.ts';
import type { RequestKey } from './request-key.ts';
import { createTokenBucket, type BucketOptions } from './token-bucket.ts';

/** Decides how long a failed request waits. Source: `workqueue.TypedRateLimiter`. */
export interface RateLimiter {
  /** Counts one more failure of `key`; the answer is how many milliseconds to wait. */
  when(key: RequestKey): number;
  /** `key` is well again, or given up: its failures no longer count. */
  forget(key: RequestKey): void;
  /** How many failures of `key` count at present. */
  numRequeues(key: RequestKey): number;
}

/**
 * Each key backs off on its own: see {@link exponentialBackoff}. A controller's default.
 * Source: `workqueue.NewTypedItemExponentialFailureRateLimiter`.
 */
export function itemExponentialBackoff(options: BackoffOptions = {}): RateLimiter {
  const failures = new Map<RequestKey, number>();
  return {
    when: (key) => {
      const before = failures.get(key) ?? 0;
      failures.set(key, before + 1);
      return exponentialBackoff(before, options);
    },
    forget: (key) => void failures.delete(key),
    numRequeues: (key) => failures.get(key) ?? 0,
  };
}

/**
 * One bucket for all keys. Ten thousand failures at 10 per second wait up to 1000 s, also after what made them fail is
 * over: bound the load on something that cannot bear it, not more. Source: `workqueue.TypedBucketRateLimiter`.
 */
export function overallTokenBucket(
  options: BucketOptions = { perSecond: 10, burst: 100 },
  clock: Clock = systemClock,
): RateLimiter {
  const bucket = createTokenBucket(options, clock);
  return { when: () => bucket.take(), forget: () => undefined, numRequeues: () => 0 };
}

/** The longest of several delays. Source: `workqueue.NewTypedMaxOfRateLimiter`. */
export function maxOf(...limiters: readonly RateLimiter[]): RateLimiter {
  return {
    // Every limiter counts, whichever decides.
    when: (key) => Math.max(0, ...limiters.map((limiter) => limiter.when(key))),
    forget: (key) => {
      for (const limiter of limiters) limiter.forget(key);
    },
    numRequeues: (key) => Math.max(0, ...limiters.map((limiter) => limiter.numRequeues(key))),
  };
}

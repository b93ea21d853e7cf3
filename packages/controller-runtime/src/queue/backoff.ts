import { backoffMs } from '../internal/backoff.ts';

export interface BackoffOptions {
  /** The ceiling of the first delay, in milliseconds. @defaultValue 5 */
  readonly baseMs?: number;
  /** No delay is longer. @defaultValue 1_000_000 */
  readonly maxMs?: number;
  /** In [0, 1). @defaultValue Math.random */
  readonly random?: () => number;
}

/**
 * How long to wait after `failures` earlier failures (0: this is the first). The ceiling doubles with each failure up to
 * `maxMs`; half of it is waited for certain, the other half by chance, so that what failed together does not come back
 * together.
 *
 * Source: client-go's `ItemExponentialFailureRateLimiter` (5 ms to 1000 s), which has no jitter.
 */
export function exponentialBackoff(failures: number, options: BackoffOptions = {}): number {
  const { baseMs = 5, maxMs = 1_000_000, random = Math.random } = options;
  return backoffMs(failures + 1, random(), { baseMs, maxMs });
}

import type { RateLimiter } from '../queue/index.ts';

/** What can be set for one controller. Source: `controller.TypedOptions`. */
export interface ControllerOptions {
  /** How many requests are worked on at once; never two of one key. @defaultValue 1 */
  readonly maxConcurrentReconciles?: number;
  /**
   * A reconcile that takes longer has its signal aborted, and counts as timed out. It is waited for all the same: its key
   * is not worked on twice. @defaultValue none
   */
  readonly reconcileTimeoutMs?: number;
  /** The controller fails when a source is not ready by then. @defaultValue 120_000 */
  readonly cacheSyncTimeoutMs?: number;
  /** Runs only while this process is the leader. @defaultValue true */
  readonly needLeaderElection?: boolean;
  /** Start the sources before this process is the leader, so that a take-over finds everything in place. @defaultValue false */
  readonly enableWarmUp?: boolean;
  /** How failures back off. @defaultValue per key, 5 ms to 1000 s, with jitter */
  readonly rateLimiter?: RateLimiter;
  /** Two controllers of one name mix up their metrics and logs: refused unless this is set. @defaultValue false */
  readonly skipNameValidation?: boolean;
}

export interface ResolvedControllerOptions {
  readonly maxConcurrentReconciles: number;
  readonly reconcileTimeoutMs: number | undefined;
  readonly cacheSyncTimeoutMs: number;
  readonly needLeaderElection: boolean;
  readonly enableWarmUp: boolean;
  readonly rateLimiter: RateLimiter | undefined;
  readonly skipNameValidation: boolean;
}

/** Fills in the defaults. Throws a `RangeError` that names the option and its value. */
export function resolveControllerOptions(options: ControllerOptions): ResolvedControllerOptions {
  const { maxConcurrentReconciles = 1, reconcileTimeoutMs, cacheSyncTimeoutMs = 120_000 } = options;
  const { needLeaderElection = true, enableWarmUp = false, rateLimiter, skipNameValidation = false } = options;
  if (!Number.isInteger(maxConcurrentReconciles) || maxConcurrentReconciles < 1) {
    throw new RangeError(`maxConcurrentReconciles must be a positive integer, got ${maxConcurrentReconciles}`);
  }
  requirePositive('cacheSyncTimeoutMs', cacheSyncTimeoutMs);
  if (reconcileTimeoutMs !== undefined) requirePositive('reconcileTimeoutMs', reconcileTimeoutMs);
  return Object.freeze({
    maxConcurrentReconciles,
    reconcileTimeoutMs,
    cacheSyncTimeoutMs,
    needLeaderElection,
    enableWarmUp,
    rateLimiter,
    skipNameValidation,
  });
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0)) throw new RangeError(`${name} must be above 0, got ${value}`);
}

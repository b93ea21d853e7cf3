import type { Clock } from '../internal/clock/clock.ts';

/** What a token bucket holds between two calls. */
export interface BucketState {
  /** May be negative: tokens that are promised to callers who still wait for them. */
  readonly tokens: number;
  /** Monotonic milliseconds at which `tokens` was true. */
  readonly atMs: number;
}

export interface BucketOptions {
  /** Tokens that come back per second. */
  readonly perSecond: number;
  /** Tokens that a quiet bucket holds. */
  readonly burst: number;
}

/** Takes one token; `waitMs` is how long the caller must wait for it. Pure. Source: `rate.Limiter.Reserve`. */
export function takeToken(
  state: BucketState,
  nowMs: number,
  { perSecond, burst }: BucketOptions,
): { readonly state: BucketState; readonly waitMs: number } {
  const refilled = Math.min(burst, state.tokens + ((nowMs - state.atMs) * perSecond) / 1000);
  const tokens = refilled - 1;
  return { state: { tokens, atMs: nowMs }, waitMs: tokens >= 0 ? 0 : (-tokens * 1000) / perSecond };
}

/** A token bucket that starts full. */
export function createTokenBucket(options: BucketOptions, clock: Clock): { take(): number } {
  const { perSecond, burst } = options;
  if (!(perSecond > 0)) throw new RangeError(`perSecond must be above 0, got ${perSecond}`);
  if (!Number.isInteger(burst) || burst < 1) throw new RangeError(`burst must be a positive integer, got ${burst}`);
  let state: BucketState = { tokens: burst, atMs: clock.monotonic() };
  return {
    take: () => {
      const taken = takeToken(state, clock.monotonic(), options);
      state = taken.state;
      return taken.waitMs;
    },
  };
}

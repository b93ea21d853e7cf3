import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';

interface PollOptions {
  /** Between the end of an attempt and the next. @defaultValue 25 */
  readonly intervalMs?: number;
  /** Gives up at once, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** @defaultValue the system's */
  readonly clock?: Clock;
}

export interface EventuallyOptions extends PollOptions {
  /** @defaultValue 10_000 */
  readonly timeoutMs?: number;
}

export interface ConsistentlyOptions extends PollOptions {
  /** @defaultValue 1_000 */
  readonly durationMs?: number;
}

/** What holds: anything but what is falsy. An assertion that returns nothing holds, too. */
export type Held<T> = Exclude<T, false | null | 0 | ''>;

/**
 * Tries until `attempt` holds: until it neither throws nor returns something falsy other than `undefined`. Returns what it
 * returned then. An attempt that is running when the time is up is waited for. Rejects with an Error whose message and cause are
 * the last failure. Source: Gomega's `Eventually`.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs = 25, signal, clock = systemClock }: EventuallyOptions = {},
): Promise<Held<T>> {
  const deadline = clock.monotonic() + timeoutMs;
  for (let attempts = 1; ; attempts++) {
    const outcome = await tryOnce(attempt);
    if (!(outcome instanceof Failure)) return outcome;
    if (clock.monotonic() >= deadline) {
      const { cause } = outcome;
      const tried = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
      throw new Error(`not so within ${timeoutMs} ms, after ${tried}. The last one: ${cause.message}`, { cause });
    }
    await clock.delay(intervalMs, signal === undefined ? {} : { signal });
  }
}

/**
 * Checks that `attempt` holds, as with {@link eventually}, and goes on holding. Returns what it returned last. Rejects at its first
 * failure. Source: Gomega's `Consistently`.
 */
export async function consistently<T>(
  attempt: () => T | Promise<T>,
  { durationMs = 1_000, intervalMs = 25, signal, clock = systemClock }: ConsistentlyOptions = {},
): Promise<Held<T>> {
  const startedAt = clock.monotonic();
  for (;;) {
    const outcome = await tryOnce(attempt);
    const passedMs = Math.round(clock.monotonic() - startedAt);
    if (outcome instanceof Failure) {
      const { cause } = outcome;
      throw new Error(`no longer so after ${passedMs} of ${durationMs} ms: ${cause.message}`, { cause });
    }
    if (passedMs >= durationMs) return outcome;
    await clock.delay(intervalMs, signal === undefined ? {} : { signal });
  }
}

/** Told apart from whatever an attempt may return. */
class Failure {
  readonly cause: Error;

  constructor(cause: Error) {
    this.cause = cause;
  }
}

async function tryOnce<T>(attempt: () => T | Promise<T>): Promise<Held<T> | Failure> {
  try {
    const result = await attempt();
    if (result === undefined || Boolean(result)) return result as Held<T>;
    return new Failure(new Error(`returned ${JSON.stringify(result)}`));
  } catch (thrown) {
    return new Failure(toError(thrown));
  }
}

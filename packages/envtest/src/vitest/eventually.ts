import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  /** @defaultValue 10,000 */
  readonly timeoutMs?: number;
  /** Between the end of an attempt and the next. @defaultValue 25 */
  readonly intervalMs?: number;
}

/**
 * Calls `attempt` until it neither throws nor returns something falsy, and returns what it returned then. An assertion
 * that returns nothing counts as success.
 * @throws Error whose cause, and message, is the last failure, when the time is up.
 */
export async function eventually<T>(
  attempt: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs = 25 }: EventuallyOptions = {},
): Promise<Exclude<T, false | null | 0 | ''>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const result = await attempt();
      if (result === undefined || result) return result as Exclude<T, false | null | 0 | ''>;
      failure = new Error(`returned ${JSON.stringify(result)}`);
    } catch (thrown) {
      failure = thrown;
    }
    if (performance.now() > deadline) {
      const reason = failure instanceof Error ? failure.message : String(failure);
      throw new Error(`not so within ${timeoutMs} ms. The last attempt: ${reason}`, { cause: failure });
    }
    await delay(intervalMs);
  }
}

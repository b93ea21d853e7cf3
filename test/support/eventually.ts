import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';

/** Longer than anything here takes on a busy machine: only a failing test waits so long. */
const DEADLINE_MS = 20_000;

/** What `expect.poll` gives: the matchers, each of which waits. */
type Soon<T> = ReturnType<typeof expect.poll<T>>;

/**
 * Asks again and again until the assertion holds: `await soon(() => rows()).toEqual([])`. Like `expect.poll`, but also in
 * hooks and in concurrent tests, and a probe that throws is asked again like one that answers something else.
 * @throws the last failure, when the time is up.
 */
export function soon<T>(probe: () => T | Promise<T>, { timeoutMs = DEADLINE_MS } = {}): Soon<T> {
  return matchers(probe, timeoutMs, false) as unknown as Soon<T>;
}

function matchers(probe: () => unknown, timeoutMs: number, negated: boolean): object {
  return new Proxy(
    {},
    {
      get: (_, matcher: string) => {
        if (matcher === 'not') return matchers(probe, timeoutMs, !negated);
        return async (...args: readonly unknown[]) => {
          const end = performance.now() + timeoutMs;
          for (;;) {
            try {
              const assertion = expect(await probe());
              const subject = (negated ? assertion.not : assertion) as unknown as Record<
                string,
                (...a: unknown[]) => void
              >;
              subject[matcher]?.(...args);
              return;
            } catch (error) {
              if (performance.now() > end) throw error;
            }
            await delay(25);
          }
        };
      },
    },
  );
}

/** Waits for a value. @throws Error saying what was waited for. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | Promise<T | undefined>,
  { timeoutMs = DEADLINE_MS } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await delay(25);
  }
}

/**
 * Looks again and again for so long: the assertion must hold every time. For what must *not* happen; it can only make
 * the claim likely, so it stands beside a proof that whoever might do it was awake.
 */
export async function throughout(ms: number, assertion: () => Promise<void>): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    await assertion();
    await delay(100);
  }
}

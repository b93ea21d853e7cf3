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
  const get = (_: object, name: string): unknown => {
    // Not a promise: only its matchers are to be awaited.
    if (name === 'then') return undefined;
    if (name === 'not') return matchers(probe, timeoutMs, !negated);
    return (...args: readonly unknown[]) =>
      retry(async () => {
        assert(await probe(), { matcher: name, negated, args });
      }, timeoutMs);
  };
  return new Proxy({}, { get });
}

interface Expectation {
  readonly matcher: string;
  readonly negated: boolean;
  readonly args: readonly unknown[];
}

function assert(value: unknown, { matcher, negated, args }: Expectation): void {
  const assertion: unknown = negated ? expect(value).not : expect(value);
  const byName = assertion as Readonly<Record<string, ((...args: readonly unknown[]) => void) | undefined>>;
  if (byName[matcher] === undefined) throw new TypeError(`there is no matcher ${matcher}`);
  byName[matcher](...args);
}

async function retry(attempt: () => Promise<unknown>, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await delay(25);
  }
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

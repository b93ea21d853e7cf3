import { consistently, eventually, FakeClock } from '@kubewright/controller-runtime/testing';
import { beforeEach, describe, expect, expectTypeOf, test } from 'vitest';

let clock: FakeClock;
beforeEach(() => {
  clock = new FakeClock();
});

describe('eventually', () => {
  test.each([
    { what: 'something', result: 'yes' },
    { what: 'nothing, as an assertion does', result: undefined },
  ])('takes $what for success, at once', async ({ result }) => {
    expect(await eventually(() => result, { clock })).toBe(result);
    expect(clock.pending).toBe(0);
  });

  test('tries again after what throws, rejects or is falsy', async () => {
    let attempts = 0;
    const results = [
      () => {
        throw new Error('thrown');
      },
      async () => await Promise.reject(new Error('rejected')),
      () => false,
      () => 0,
      () => 'yes' as const,
    ];
    const waiting = eventually(() => results[attempts++]?.(), { clock, intervalMs: 100 });
    await clock.advance(300);
    expect(attempts).toBe(4);
    await clock.advance(100);
    const result = await waiting;
    expect(result).toBe('yes');
    expectTypeOf(result).not.toBeBoolean();
  });

  test('says the last failure when the time is up', async () => {
    let attempts = 0;
    const waiting = eventually(() => expect(attempts++).toBe(-1), { clock, timeoutMs: 1_000, intervalMs: 500 });
    const failure = expect(waiting).rejects.toThrow(
      'not so within 1000 ms, after 3 attempts. The last one: expected 2',
    );
    await clock.advance(1_000);
    await failure;
    expect(clock.pending).toBe(0);
  });

  test('says what was returned', async () => {
    await expect(eventually(() => null, { clock, timeoutMs: 0 })).rejects.toThrow('returned null');
  });

  test('gives up when told to', async () => {
    const stop = new AbortController();
    const waiting = eventually(() => false, { clock, signal: stop.signal });
    const failure = expect(waiting).rejects.toThrow('enough');
    await clock.advance(0);
    stop.abort(new Error('enough'));
    await failure;
  });
});

describe('consistently', () => {
  test('returns what still holds when the time is up', async () => {
    let attempts = 0;
    const holding = consistently(() => ++attempts, { clock, durationMs: 1_000, intervalMs: 250 });
    await clock.advance(1_000);
    expect(await holding).toBe(5);
  });

  test('fails at the first failure, and says when', async () => {
    let attempts = 0;
    const holding = consistently(() => attempts++ < 2, { clock, durationMs: 1_000, intervalMs: 250 });
    const failure = expect(holding).rejects.toThrow('no longer so after 500 of 1000 ms: returned false');
    await clock.advance(500);
    await failure;
    expect(clock.pending).toBe(0);
  });
});

import { describe, expect, test } from 'vitest';
import {
  exponentialBackoff,
  itemExponentialBackoff,
  maxOf,
  overallTokenBucket,
  requestKey,
} from '../../../src/queue/index.ts';
import { takeToken } from '../../../src/queue/token-bucket.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const [a, b] = [requestKey('a'), requestKey('b')];
const most = (): number => 1 - Number.EPSILON;

describe('exponential back-off', () => {
  test.each([
    { failures: 0, want: 5 },
    { failures: 1, want: 10 },
    { failures: 7, want: 640 },
    { failures: 17, want: 655_360 },
    { failures: 18, want: 1_000_000 },
    { failures: 5000, want: 1_000_000 },
    { failures: Infinity, want: 1_000_000 },
  ])('after $failures failures waits at most $want ms and at least half of it', ({ failures, want }) => {
    expect(exponentialBackoff(failures, { random: most })).toBeCloseTo(want, 5);
    expect(exponentialBackoff(failures, { random: () => 0 })).toBe(want / 2);
  });

  test('counts per key, until the key is forgotten', () => {
    const limiter = itemExponentialBackoff({ random: most, maxMs: 30 });
    expect(
      [limiter.when(a), limiter.when(a), limiter.when(b), limiter.when(a), limiter.when(a)].map(Math.round),
    ).toEqual([5, 10, 5, 20, 30]);
    expect(limiter.numRequeues(a)).toBe(4);
    limiter.forget(a);
    expect(limiter.numRequeues(a)).toBe(0);
    expect(Math.round(limiter.when(a))).toBe(5);
    expect(limiter.numRequeues(b)).toBe(1);
  });
});

describe('token bucket', () => {
  test('lets a burst through, then one per period, and fills up again when it is quiet', async () => {
    const clock = new FakeClock();
    const limiter = overallTokenBucket({ perSecond: 10, burst: 3 }, clock);
    expect([1, 2, 3, 4, 5].map(() => limiter.when(a))).toEqual([0, 0, 0, 100, 200]);
    await clock.advance(300);
    expect(limiter.when(b)).toBe(0);
    await clock.advance(3_600_000);
    expect([1, 2, 3, 4].map(() => limiter.when(a))).toEqual([0, 0, 0, 100]);
    expect(limiter.numRequeues(a)).toBe(0);
  });

  test('never holds more than its burst', () => {
    const { state } = takeToken({ tokens: 0, atMs: 0 }, 1_000_000, { perSecond: 10, burst: 5 });
    expect(state.tokens).toBe(4);
  });

  test.each([
    { perSecond: 0, burst: 1, says: 'perSecond must be above 0, got 0' },
    { perSecond: NaN, burst: 1, says: 'perSecond must be above 0, got NaN' },
    { perSecond: 1, burst: 0, says: 'burst must be a positive integer, got 0' },
    { perSecond: 1, burst: 1.5, says: 'burst must be a positive integer, got 1.5' },
  ])('refuses $perSecond per second with a burst of $burst', ({ perSecond, burst, says }) => {
    expect(() => overallTokenBucket({ perSecond, burst })).toThrow(says);
  });
});

test('the longest of several delays counts, and every limiter counts the failure', () => {
  const clock = new FakeClock();
  const limiter = maxOf(
    itemExponentialBackoff({ random: most }),
    overallTokenBucket({ perSecond: 1, burst: 1 }, clock),
  );
  expect(Math.round(limiter.when(a))).toBe(5);
  expect(limiter.when(b)).toBe(1000);
  expect(limiter.numRequeues(a)).toBe(1);
  limiter.forget(a);
  expect(limiter.numRequeues(a)).toBe(0);
  expect(maxOf().when(a)).toBe(0);
});

import { describe, expect, test } from 'vitest';
import { MAX_RETRIES, parseRetryAfter, retryDelayMs } from '../../../../src/client/transport/retry.ts';

const NOW = Date.UTC(2026, 0, 1);

test.each([
  { value: undefined, want: undefined },
  { value: '', want: undefined },
  { value: '0', want: 0 },
  { value: '7', want: 7 },
  { value: ['7', '9'], want: 7 },
  { value: 'soon', want: undefined },
  { value: '-1', want: undefined },
  { value: '1.5', want: undefined },
  { value: 'Thu, 01 Jan 2026 00:00:10 GMT', want: 10 },
  { value: 'Wed, 31 Dec 2025 23:59:00 GMT', want: 0 },
  { value: '9'.repeat(400), want: Number.MAX_SAFE_INTEGER },
])('Retry-After $value means $want s', ({ value, want }) => {
  expect(parseRetryAfter(value, NOW)).toBe(want);
});

describe('a call is made again', () => {
  test.each([
    { what: 'after a 429, whatever it was', method: 'POST', status: 429, after: 2, want: 2_000 },
    { what: 'after a 503, if it was a read', method: 'GET', status: 503, after: 1, want: 1_000 },
    { what: 'not after a 503, if it was a write', method: 'PUT', status: 503, after: 1, want: undefined },
    { what: 'not without a Retry-After', method: 'GET', status: 429, after: undefined, want: undefined },
    { what: 'not after another refusal', method: 'GET', status: 409, after: 1, want: undefined },
    { what: 'not when the wait would be absurd', method: 'GET', status: 429, after: 3_600, want: undefined },
  ])('$what', ({ method, status, after, want }) => {
    expect(retryDelayMs(method, status, after, 0)).toBe(want);
  });

  test('a bounded number of times', () => {
    expect(retryDelayMs('GET', 429, 1, MAX_RETRIES - 1)).toBe(1_000);
    expect(retryDelayMs('GET', 429, 1, MAX_RETRIES)).toBeUndefined();
  });
});

import {
  ApiError,
  apiErrorFromStatus,
  findApiError,
  isConflict,
  isExpired,
  isFailureStatus,
  isInvalid,
  isNotFound,
  isTooLargeResourceVersion,
  isTooManyRequests,
  reasonForError,
} from '@kubewright/apimachinery';
import { describe, expect, test } from 'vitest';

const invalid = apiErrorFromStatus(
  {
    kind: 'Status',
    status: 'Failure',
    code: 422,
    reason: 'Invalid',
    message: 'ConfigMap "a" is invalid',
    details: { name: 'a', kind: 'ConfigMap', causes: [{ field: 'spec.age', reason: 'FieldValueInvalid' }] },
  },
  { request: { method: 'POST', path: '/api/v1/configmaps' } },
);

describe('an ApiError', () => {
  test('carries what the status says, and what was asked for', () => {
    expect(invalid).toMatchObject({ code: 422, reason: 'Invalid', causes: [{ field: 'spec.age' }] });
    expect(invalid.message).toBe('POST /api/v1/configmaps: ConfigMap "a" is invalid (422 Invalid)');
  });

  test('gives the status back as it was said, to be passed on', () => {
    expect(invalid.status()).toMatchObject({ kind: 'Status', status: 'Failure', code: 422, reason: 'Invalid' });
    expect(invalid.status().message).toBe('ConfigMap "a" is invalid');
    expect(new ApiError({ code: 404 }).status()).toEqual({
      apiVersion: 'v1',
      kind: 'Status',
      status: 'Failure',
      reason: 'NotFound',
      code: 404,
    });
  });

  test.each([
    { code: 404, reason: 'NotFound' },
    { code: 409, reason: 'Conflict' },
    { code: 410, reason: 'Gone' },
    { code: 429, reason: 'TooManyRequests' },
    { code: 418, reason: 'Unknown' },
  ])('derives the reason $reason from a bare $code', ({ code, reason }) => {
    expect(new ApiError({ code }).reason).toBe(reason);
  });

  test('prefers the server’s reason to the code: a name that is taken is no conflict', () => {
    const taken = new ApiError({ code: 409, reason: 'AlreadyExists' });
    expect(isConflict(taken)).toBe(false);
  });

  test('takes Retry-After from the header before that of the body', () => {
    const status = { code: 429, details: { retryAfterSeconds: 9 } };
    expect(apiErrorFromStatus(status).retryAfterSeconds).toBe(9);
    expect(apiErrorFromStatus(status, { retryAfterSeconds: 2 }).retryAfterSeconds).toBe(2);
  });
});

describe('a predicate', () => {
  test('looks down the cause chain', () => {
    const wrapped = new Error('sync failed', { cause: new Error('write failed', { cause: invalid }) });
    expect(isInvalid(wrapped)).toBe(true);
    expect(findApiError(wrapped)).toBe(invalid);
  });

  test.each([undefined, null, 'NotFound', new Error('404'), { reason: 'NotFound', code: 404 }])(
    'is false for %s, which no server said',
    (thrown) => {
      expect(isNotFound(thrown)).toBe(false);
      expect(reasonForError(thrown)).toBeUndefined();
    },
  );

  test('takes both words for an old version as expired', () => {
    expect(isExpired(new ApiError({ code: 410, reason: 'Expired' }))).toBe(true);
    expect(isExpired(new ApiError({ code: 410 }))).toBe(true);
    expect(isTooManyRequests(new ApiError({ code: 429 }))).toBe(true);
  });

  test('tells a server that lags from one that is slow', () => {
    const lags = { code: 504, reason: 'Timeout', details: { causes: [{ reason: 'ResourceVersionTooLarge' }] } };
    expect(isTooLargeResourceVersion(apiErrorFromStatus(lags))).toBe(true);
    expect(isTooLargeResourceVersion(new ApiError({ code: 504, reason: 'Timeout' }))).toBe(false);
  });
});

test.each([
  { value: { kind: 'Status', status: 'Failure' }, want: true },
  { value: { kind: 'Status' }, want: true },
  { value: { kind: 'Status', status: 'Success' }, want: false },
  { value: { kind: 'ConfigMap' }, want: false },
  { value: 'Status', want: false },
  { value: null, want: false },
])('isFailureStatus($value) is $want', ({ value, want }) => {
  expect(isFailureStatus(value)).toBe(want);
});

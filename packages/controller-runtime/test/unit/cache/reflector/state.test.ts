import { ApiError } from '@kubewright/apimachinery';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fromTheBeginning,
  step,
  type ListingState,
  type ReflectorInput,
  type ReflectorState,
  type WatchEnded,
  type WatchingState,
} from '../../../../src/cache/reflector/state.ts';
import { DecodeError } from '../../../../src/client/index.ts';

const listing = (over: Partial<ListingState> = {}): ListingState => ({
  name: 'listing',
  paged: true,
  continueToken: undefined,
  streams: false,
  failures: 0,
  ...over,
});
const streaming = (failures = 0): ReflectorState => fromTheBeginning({ streams: true, failures });
const watching = (over: Partial<WatchingState> = {}): WatchingState => ({
  name: 'watching',
  resourceVersion: '10',
  streams: false,
  failures: 0,
  ...over,
});
const ended = (over: Partial<WatchEnded> = {}): WatchEnded => ({
  type: 'watchEnded',
  resourceVersion: '20',
  error: undefined,
  healthy: true,
  relistDue: false,
  ...over,
});
const page = (continueToken?: string): ReflectorInput => ({ type: 'page', resourceVersion: '10', continueToken });
const apiError = (code: number, reason?: string, retryAfterSeconds?: number): ApiError =>
  new ApiError({ code, ...(reason && { reason }), ...(retryAfterSeconds && { retryAfterSeconds }) });
const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** A jitter in the middle of its range: 800 ms become 600. */
const RANDOM = 0.5;
const stepTo = (state: ReflectorState, input: ReflectorInput): ReflectorState => step(state, input, RANDOM);

describe('streaming', () => {
  test.each([
    { what: 'lists ever after where the server knows no streams', error: apiError(422), want: listing() },
    { what: 'takes a bad request for that', error: apiError(400), want: listing() },
    { what: 'lists this time when the stream ended early', error: undefined, want: listing({ streams: true }) },
    { what: 'lists this time when it may not', error: apiError(403), want: listing({ streams: true }) },
    { what: 'lists this time when it is not served', error: apiError(404), want: listing({ streams: true }) },
    { what: 'lists this time when a line is no line', error: new DecodeError('x'), want: listing({ streams: true }) },
    {
      what: 'tries again when the server is down',
      error: reset,
      want: { name: 'backingOff', delayMs: 600, next: streaming(1) },
    },
    {
      what: 'tries again when the server asks for patience',
      error: apiError(429, undefined, 7),
      want: { name: 'backingOff', delayMs: 7_000, next: streaming(1) },
    },
  ])('$what', ({ error, want }) => {
    expect(stepTo(streaming(), { type: 'streamFailed', error })).toEqual(want);
  });

  test('goes on as a watch when it ends', () => {
    expect(stepTo(streaming(), ended())).toEqual(watching({ resourceVersion: '20', streams: true }));
  });

  test('is how a reflector that streams begins again', () => {
    expect(stepTo(watching({ streams: true }), ended({ error: apiError(410) }))).toEqual(streaming());
    expect(stepTo(listing({ streams: true }), { type: 'listFailed', error: apiError(404) })).toMatchObject({
      next: streaming(1),
    });
  });
});

describe('listing', () => {
  test.each([
    { what: 'goes on with the page that a token names', input: page('t'), want: listing({ continueToken: 't' }) },
    { what: 'watches from the list’s version after the last page', input: page(), want: watching() },
    { what: 'takes an empty token for the last page', input: page(''), want: watching() },
  ])('$what', ({ input, want }) => {
    expect(stepTo(listing(), input)).toEqual(want);
  });

  test('keeps count of failures until a watch is healthy, so that list and watch failing by turns backs off', () => {
    expect(stepTo(listing({ failures: 3 }), page())).toEqual(watching({ failures: 3 }));
  });

  test.each([
    { what: 'a server that is down', error: reset },
    { what: '500', error: apiError(500) },
    { what: '401', error: apiError(401) },
    { what: '403', error: apiError(403) },
    { what: '503', error: apiError(503) },
  ])('asks for the same page again after $what', ({ error }) => {
    const next = listing({ continueToken: 't', failures: 1 });
    expect(stepTo(listing({ continueToken: 't' }), { type: 'listFailed', error })).toEqual({
      name: 'backingOff',
      delayMs: 600,
      next,
    });
  });

  test('starts the whole list at once, in one piece, when a continue token has expired', () => {
    const error = apiError(410, 'Expired');
    expect(stepTo(listing({ continueToken: 't' }), { type: 'listFailed', error })).toEqual(
      listing({ paged: false, failures: 1 }),
    );
  });

  test('backs off when the list itself is said to be expired, so that it cannot spin', () => {
    const error = apiError(410, 'Expired');
    expect(stepTo(listing({ paged: false, failures: 1 }), { type: 'listFailed', error })).toMatchObject({
      name: 'backingOff',
      next: listing({ failures: 2 }),
    });
  });

  test.each([
    { what: '404: the CRD is not there (yet)', error: apiError(404) },
    { what: '400: the token is not understood', error: apiError(400) },
    { what: 'an answer that is no list', error: new DecodeError('no JSON') },
  ])('starts from the beginning after $what', ({ error }) => {
    expect(stepTo(listing({ continueToken: 't' }), { type: 'listFailed', error })).toMatchObject({
      name: 'backingOff',
      next: listing({ failures: 1 }),
    });
  });
});

describe('watching', () => {
  test('goes on from the last version after a clean end, at once', () => {
    expect(stepTo(watching(), ended())).toEqual(watching({ resourceVersion: '20' }));
  });

  test('goes on at once after a healthy watch was cut', () => {
    expect(stepTo(watching({ failures: 4 }), ended({ error: reset }))).toEqual(watching({ resourceVersion: '20' }));
  });

  test('backs off when the server ends each watch at once, even if in good order', () => {
    expect(stepTo(watching(), ended({ healthy: false, resourceVersion: '10' }))).toEqual({
      name: 'backingOff',
      delayMs: 600,
      next: watching({ failures: 1 }),
    });
  });

  test.each([
    { what: '500', error: apiError(500) },
    { what: '401', error: apiError(401) },
    { what: '403', error: apiError(403) },
    { what: 'a lagging server', error: apiError(504, 'Timeout') },
    { what: 'a reset', error: reset },
  ])('backs off and watches on after $what', ({ error }) => {
    expect(stepTo(watching({ failures: 1 }), ended({ error, healthy: false, resourceVersion: '10' }))).toEqual({
      name: 'backingOff',
      delayMs: 1200,
      next: watching({ failures: 2 }),
    });
  });

  test('lists again at once when its version has expired after a healthy time', () => {
    expect(stepTo(watching(), ended({ error: apiError(410, 'Expired') }))).toEqual(listing());
  });

  test('backs off before listing again when the version of a fresh list has expired already', () => {
    expect(stepTo(watching(), ended({ error: apiError(410), healthy: false }))).toMatchObject({
      name: 'backingOff',
      next: listing({ failures: 1 }),
    });
  });

  test.each([
    { what: 'a line that cannot be read', error: new DecodeError('no JSON') },
    { what: '404: the CRD is gone', error: apiError(404) },
    { what: '400: the version is not understood', error: apiError(400) },
  ])('lists again after $what', ({ error }) => {
    expect(stepTo(watching(), ended({ error, healthy: false }))).toMatchObject({ next: listing({ failures: 1 }) });
  });

  test('lists again when the last list is long ago', () => {
    expect(stepTo(watching(), ended({ relistDue: true }))).toEqual(listing());
  });

  test('waits as long as a 429 asks for, even after a healthy time', () => {
    expect(stepTo(watching(), ended({ error: apiError(429, undefined, 7) }))).toMatchObject({ delayMs: 7_000 });
  });

  test('does not believe an absurd Retry-After', () => {
    expect(stepTo(watching(), ended({ error: apiError(429, undefined, 86_400) }))).toMatchObject({ delayMs: 120_000 });
  });
});

test('backing off goes on with what comes next', () => {
  const next = watching({ failures: 2 });
  expect(stepTo({ name: 'backingOff', delayMs: 1, next }, { type: 'waited' })).toBe(next);
});

test('an input that a state cannot take is a defect, and is said to be', () => {
  expect(() => stepTo(listing(), { type: 'waited' })).toThrow('listing cannot take waited');
  expect(() => stepTo(watching(), page())).toThrow('watching cannot take page');
});

test('whatever happens, the delays stay between 0 and two minutes and the reflector goes on', () => {
  const error = fc.constantFrom<Error>(
    reset,
    new DecodeError('x'),
    ...[400, 401, 403, 404, 410, 422, 429, 500, 503].map((code) => apiError(code)),
    apiError(429, undefined, 10 ** 9),
  );
  const happening = fc.record({ fails: fc.boolean(), error, healthy: fc.boolean(), more: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 60 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (all, random) => {
        let state: ReflectorState = listing();
        for (const { fails, error, healthy, more } of all) {
          if (state.name === 'backingOff') {
            expect(state.delayMs).toBeGreaterThan(0);
            expect(state.delayMs).toBeLessThanOrEqual(120_000);
            state = step(state, { type: 'waited' }, random);
          } else if (state.name === 'listing') {
            state = step(state, fails ? { type: 'listFailed', error } : page(more ? 't' : undefined), random);
          } else {
            state = step(state, ended({ healthy, error: fails ? error : undefined }), random);
          }
        }
      },
    ),
  );
});

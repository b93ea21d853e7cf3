import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalJson } from '../../../src/index.ts';

test.each<{ readonly a: unknown; readonly b: unknown; readonly equal: boolean }>([
  { a: { x: 1, y: 2 }, b: { y: 2, x: 1 }, equal: true },
  { a: { x: undefined }, b: {}, equal: true },
  { a: {}, b: { x: undefined }, equal: true },
  { a: { x: null }, b: {}, equal: false },
  { a: { x: {} }, b: {}, equal: false },
  { a: { x: [] }, b: {}, equal: false },
  { a: [1, 2], b: [2, 1], equal: false },
  { a: [1], b: [1, 2], equal: false },
  { a: [], b: {}, equal: false },
  { a: { x: [{ y: 1 }] }, b: { x: [{ y: 1 }] }, equal: true },
  { a: '1', b: 1, equal: false },
  { a: null, b: {}, equal: false },
  { a: { constructor: 1 }, b: {}, equal: false },
])('$a and $b: $equal', ({ a, b, equal }) => {
  expect([equalJson(a, b), equalJson(b, a)]).toEqual([equal, equal]);
});

test('is what the JSON says, fields in order', () => {
  const sorted = (value: unknown): unknown =>
    JSON.stringify(value, (_name, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([x], [y]) => (x < y ? -1 : 1)))
        : inner,
    );
  const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: true });
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(equalJson(a, JSON.parse(JSON.stringify(a)))).toBe(JSON.stringify(a) === JSON.stringify(normalZero(a)));
      expect(equalJson(normalZero(a), normalZero(b))).toBe(sorted(normalZero(a)) === sorted(normalZero(b)));
    }),
    { numRuns: 300 },
  );
});

/** JSON has no negative zero. */
const normalZero = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

import {
  compareResourceVersions,
  formatObjectKey,
  isOlderResourceVersion,
  objectKeyOf,
} from '@kubewright/apimachinery';
import fc from 'fast-check';
import { expect, test } from 'vitest';

test('resourceVersions compare as the numbers that they are, however large', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 40n }), fc.bigInt({ min: 1n, max: 10n ** 40n }), (a, b) => {
      const order = compareResourceVersions(String(a), String(b));
      expect(Math.sign(order ?? NaN)).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});

test.each([
  { a: undefined, b: '1' },
  { a: '', b: '1' },
  { a: '0', b: '1' },
  { a: '01', b: '1' },
  { a: 'abc', b: '1' },
  { a: '1.5', b: '1' },
  { a: '-1', b: '1' },
  { a: '١', b: '1' },
])('"$a" and "$b" cannot be compared, and that is no crash', ({ a, b }) => {
  expect(compareResourceVersions(a, b)).toBeUndefined();
  expect(compareResourceVersions(b, a)).toBeUndefined();
  expect([isOlderResourceVersion(a, b), isOlderResourceVersion(b, a)]).toEqual([false, false]);
});

test('only the older one of two versions is older', () => {
  expect(isOlderResourceVersion('9', '10')).toBe(true);
  expect(isOlderResourceVersion('10', '9')).toBe(false);
  expect(isOlderResourceVersion('9', '9')).toBe(false);
});

test.each([
  { metadata: { namespace: 'n', name: 'a' }, text: 'n/a' },
  { metadata: { name: 'a' }, text: 'a' },
  { metadata: { namespace: '', name: 'a' }, text: 'a' },
])('an object key is written $text', ({ metadata, text }) => {
  expect(formatObjectKey(objectKeyOf({ metadata }))).toBe(text);
});

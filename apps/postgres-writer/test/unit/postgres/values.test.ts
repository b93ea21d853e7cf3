import { expect, it, test } from 'vitest';
import { encodeValue } from '../../../postgres/pg-values.ts';
import { quoteIdentifier } from '../../../postgres/quote.ts';
import { refuseUnstorable } from '../../../postgres/values.ts';

test.each([
  { name: 'a NUL', value: 'a\0b' },
  { name: 'a high surrogate alone', value: 'a\ud83d' },
  { name: 'a low surrogate alone', value: '\ude00b' },
])('refuses $name and quotes no value', ({ value }) => {
  const rows = [{ key: 'k', columns: { name: `secret${value}` } }];
  expect(() => refuseUnstorable('id', rows)).toThrow(
    expect.objectContaining({ failure: 'refused', reason: 'ValueRefused' }),
  );
  expect(() => refuseUnstorable('id', rows)).not.toThrow(/secret/);
  expect(() => refuseUnstorable('id', [{ key: value, columns: {} }])).toThrow(/column id/);
});

it('lets every other text pass', () => {
  refuseUnstorable('id', [{ key: '', columns: { a: '😀\u0001\uffff\r\n', b: null, c: 1.5, d: true } }]);
});

test.each([
  { value: [], want: '{}' },
  { value: ['a', null, 'NULL', ''], want: '{"a",NULL,"NULL",""}' },
  { value: ['a"b\\c', '{x,y}', '$&'], want: String.raw`{"a\"b\\c","{x,y}","$&"}` },
  { value: [1, 2n, true], want: '{1,2,true}' },
  { value: null, want: null },
  { value: 5, want: '5' },
  { value: 'x', want: 'x' },
])('encodes $value', ({ value, want }) => {
  expect(encodeValue(value)).toBe(want);
});

test('an identifier is quoted whole', () => {
  expect(quoteIdentifier('a"; drop table x; --')).toBe('"a""; drop table x; --"');
  expect(() => quoteIdentifier('')).toThrow(TypeError);
  expect(() => quoteIdentifier('a\0')).toThrow(TypeError);
});

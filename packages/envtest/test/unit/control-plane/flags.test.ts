import { expect, test } from 'vitest';
import { toArguments } from '../../../src/control-plane/flags.ts';

test.each([
  { name: 'flags become --name=value', defaults: { a: '1' }, overrides: {}, want: ['--a=1'] },
  {
    name: 'an override wins, in the place of the default',
    defaults: { a: '1', b: '2' },
    overrides: { a: '3' },
    want: ['--a=3', '--b=2'],
  },
  { name: 'null takes a default away', defaults: { a: '1' }, overrides: { a: null }, want: [] },
  { name: 'an array repeats the flag', defaults: {}, overrides: { a: ['1', '2'] }, want: ['--a=1', '--a=2'] },
  { name: 'an empty array is no flag', defaults: { a: '1' }, overrides: { a: [] }, want: [] },
  { name: 'an empty value stays one', defaults: { a: '' }, overrides: {}, want: ['--a='] },
])('$name', ({ defaults, overrides, want }) => {
  expect(toArguments(defaults, overrides)).toEqual(want);
});

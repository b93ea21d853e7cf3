import { expect, it, test } from 'vitest';
import { decideSplit, isTheTable } from '../../../../postgres/batch/split.ts';
import { SqlError } from '../../../../postgres/sql.ts';

test.each([
  { name: 'a value that is refused', error: new SqlError('23514', true), want: 'split' },
  { name: 'a row that somebody else inserted', error: new SqlError('23505', true), want: 'split' },
  { name: 'a state that is not known', error: new SqlError('99999', true), want: 'split' },
  { name: 'a grant that is missing, perhaps for one row', error: new SqlError('42501', true), want: 'split' },
  { name: 'our own deadline', error: new SqlError('57014', true), want: 'split' },
  { name: 'a lock', error: new SqlError('55P03', true), want: 'probe' },
  { name: 'a server that shuts down', error: new SqlError('57P01', true), want: 'failAll' },
  { name: 'a full disk', error: new SqlError('53100', true), want: 'failAll' },
  { name: 'a mistake of ours', error: new SqlError('42601', true), want: 'failAll' },
  { name: 'a connection that is lost', error: new SqlError('ECONNRESET', false), want: 'failAll' },
  { name: 'anything else', error: new Error('x'), want: 'failAll' },
])('$name → $want', ({ error, want }) => {
  expect(decideSplit(error)).toBe(want);
});

it('takes two halves that fail alike for a fault of the table, unless rows can cause it', () => {
  const [denied, refused] = [new SqlError('42501', true), new SqlError('23514', true)];
  expect(isTheTable(denied, new SqlError('42501', true))).toBe(true);
  expect(isTheTable(denied, new SqlError('42P01', true))).toBe(false);
  expect(isTheTable(refused, new SqlError('23514', true))).toBe(false);
  expect(isTheTable(denied, undefined)).toBe(false);
});

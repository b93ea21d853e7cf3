import { expect, test } from 'vitest';
import { chooseVersion } from '../../../src/postgres/version.ts';

test('an option wins over POSTGRES_VERSION, and that over the installed version', () => {
  expect(chooseVersion('15', { POSTGRES_VERSION: '16' })).toBe('15');
  expect(chooseVersion(undefined, { POSTGRES_VERSION: '16' })).toBe('16');
  expect(chooseVersion(undefined, { POSTGRES_VERSION: '' })).toBe('18');
  expect(chooseVersion(undefined, {})).toBe('18');
});

test('a version that there is not is an error that says which there are', () => {
  expect(() => chooseVersion(undefined, { POSTGRES_VERSION: '16.4' })).toThrow(
    'no PostgreSQL 16.4 to start: version (or POSTGRES_VERSION) is one of 15, 16, 17, 18',
  );
});

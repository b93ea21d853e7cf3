import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../../../..', path), 'utf8');

/** By name, the parts of the file between `#region` and `#endregion`. */
const regions = [
  ...read('packages/controller-runtime/test/envtest/webhook/cronjob-webhooks.ts').matchAll(
    /^\/\/ #region (?<name>\w+)\n(?<code>[^]*?)^\/\/ #endregion/gm,
  ),
].map(({ groups }) => ({ name: groups?.['name'] ?? '', code: groups?.['code'] ?? '' }));

test.each(regions)('docs/webhooks.md shows the code that the tests run: $name', ({ code }) => {
  const page = read('docs/webhooks.md');
  // Code within a list is indented.
  const unindent = (text: string): string => text.replaceAll(/^ +/gm, '');
  expect(unindent(page)).toContain(unindent(code));
});

test('there are such parts', () => {
  expect(regions.map(({ name }) => name)).toEqual([
    'types',
    'defaulter',
    'validator',
    'converter',
    'manager',
    'migration',
  ]);
});

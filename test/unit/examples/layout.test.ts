import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const sources = globSync('*/**/*.ts', { cwd: EXAMPLES, exclude: ['**/node_modules/**'] });

test('the smallest operator has less than 60 lines', () => {
  const lines = readFileSync(join(EXAMPLES, 'namespace-quota/main.ts'), 'utf8').split('\n');
  expect(lines.filter((line) => line.trim() !== '').length).toBeLessThan(60);
});

test.each(sources)('%s imports what its own package.json names, and nothing outside of its folder', (source) => {
  const [example = ''] = source.split('/');
  const { dependencies } = JSON.parse(readFileSync(join(EXAMPLES, example, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const text = readFileSync(join(EXAMPLES, source), 'utf8');
  for (const [, specifier = ''] of text.matchAll(/ from '([^']+)'/g)) {
    if (specifier.startsWith('.')) {
      expect(relative(example, join(dirname(source), specifier))).not.toMatch(/^\.\./);
    } else if (!specifier.startsWith('node:')) {
      const [scope = '', name = ''] = specifier.split('/');
      expect(Object.keys(dependencies)).toContain(scope.startsWith('@') ? `${scope}/${name}` : scope);
    }
  }
});

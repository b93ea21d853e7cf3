import { readdirSync, readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, test } from 'vitest';
import { layerRules } from '../../eslint.layers.ts';
import { CONTROLLER_GEN_LAYERS, CONTROLLER_RUNTIME_LAYERS, OPERATOR_LAYERS } from '../../layers.ts';

const ROOT = new URL('../../', import.meta.url);
const LISTS = [
  { list: 'controller-runtime', layers: CONTROLLER_RUNTIME_LAYERS, folder: 'packages/controller-runtime/src' },
  { list: 'controller-gen', layers: CONTROLLER_GEN_LAYERS, folder: 'packages/controller-gen/src' },
  { list: 'the operator', layers: OPERATOR_LAYERS, folder: 'apps/postgres-writer' },
];
/** Folders of the operator that hold no source. */
const NOT_SOURCE = new Set(['test', 'dist', 'node_modules']);

/** What the layer rules say of `code` as the text of `file`. */
function lint(file: string, code: string): readonly string[] {
  const config = [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser as Linter.Parser } }, ...layerRules];
  return new Linter({ cwd: ROOT.pathname }).verify(code, config, file).map(({ message }) => message);
}

test.each(LISTS)('the layers of $list are the folders that there are', ({ layers, folder }) => {
  const folders = readdirSync(new URL(folder, ROOT), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_SOURCE.has(entry.name))
    .map((entry) => entry.name);
  expect(layers.flat().toSorted()).toEqual(folders.toSorted());
});

test.each(LISTS)('ARCHITECTURE.md lists the layers of $list as the linter reads them', ({ layers }) => {
  const page = readFileSync(new URL('ARCHITECTURE.md', ROOT), 'utf8').replaceAll(/\s+/g, ' ');
  expect(page).toContain(layers.map((row, i) => `(${i + 1}) ${row.join(', ')}`).join(' '));
});

describe('the linter refuses', () => {
  test.each([
    ['an import that runs up', 'packages/controller-runtime/src/queue/x.ts', `import '../manager/index.ts';`],
    [
      'an import of a higher package',
      'packages/apimachinery/src/x.ts',
      `import '@kubewright/controller-runtime/client';`,
    ],
    ['an import of the operator', 'packages/controller-runtime/src/x.ts', `import '@postgres-writer/operator';`],
    [
      'an import of a sibling package',
      'packages/controller-gen/src/cli/x.ts',
      `import '@kubewright/controller-runtime';`,
    ],
    ['a test helper in the source', 'packages/controller-runtime/src/log/x.ts', `import '@kubewright/envtest';`],
    ['the implementation in the port', 'apps/postgres-writer/controller/x.ts', `import '../postgres/row-store.ts';`],
    ['HTTP outside of client', 'packages/controller-runtime/src/cache/x.ts', `import 'undici';`],
    ['pg outside of its files', 'apps/postgres-writer/postgres/x.ts', `import 'pg';`],
    ['a timer outside of the clock', 'packages/controller-runtime/src/queue/x.ts', `setTimeout(() => {}, 1);`],
    ['process outside of main and config', 'apps/postgres-writer/controller/x.ts', `process.exit(1);`],
  ])('%s', (_, file, code) => {
    expect(lint(file, code)).not.toEqual([]);
  });
});

describe('the linter allows', () => {
  test.each([
    ['an import that runs down', 'packages/controller-runtime/src/manager/x.ts', `import '../queue/index.ts';`],
    ['a lower package', 'apps/postgres-writer/controller/x.ts', `import '@kubewright/controller-runtime/client';`],
    ['the port in its implementation', 'apps/postgres-writer/postgres/x.ts', `import '../controller/row-store.ts';`],
    ['pg in its own files', 'apps/postgres-writer/postgres/pg-x.ts', `import 'pg';`],
  ])('%s', (_, file, code) => {
    expect(lint(file, code)).toEqual([]);
  });
});

import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';
import { CONTROLLER_GEN_LAYERS, CONTROLLER_RUNTIME_LAYERS, OPERATOR_LAYERS, OWNERS, PACKAGE_LAYERS } from './layers.js';

const UP = 'Bad layering: an import that runs up. See ARCHITECTURE.md#layers; take a callback or an interface instead.';

/** For each folder of `rows`: what it must not import, as `no-restricted-imports` patterns. */
function layering(root, rows, toPattern) {
  return rows.flatMap((row, index) => {
    const above = rows.slice(index + 1).flat();
    if (above.length === 0) return [];
    return row.map((folder) => ({
      files: [`${root}${folder}/**/*.ts`],
      patterns: [{ group: above.flatMap(toPattern), message: UP }],
    }));
  });
}

const folder = (name) => [`**/${name}/**`, `../${name}/**`];
const NAMES = {
  'packages/controller-runtime': '@kubewright/controller-runtime',
  'packages/controller-gen': '@kubewright/controller-gen',
  'packages/envtest': '@kubewright/envtest',
  'apps/postgres-writer': '@postgres-writer/operator',
};
const packageName = (path) => [NAMES[path], `${NAMES[path]}/**`];
/** No package's source reaches into a test, and siblings of one row do not import each other. */
const siblings = PACKAGE_LAYERS[1].map((path) => ({
  files: [`${path}/src/**/*.ts`],
  patterns: [{ group: PACKAGE_LAYERS[1].filter((other) => other !== path).flatMap(packageName), message: UP }],
}));
const noTests = {
  files: ['packages/*/src/**/*.ts', 'apps/*/{api,controller,postgres}/**/*.ts', 'apps/*/*.ts'],
  ignores: ['packages/envtest/src/vitest/**/*.ts'], // which is a test helper itself
  patterns: [
    {
      group: ['**/test/**', 'vitest', '@kubewright/envtest', '@kubewright/envtest/**'],
      message: 'Source never imports a test helper.',
    },
  ],
};

const LAYERING = [
  ...layering('', PACKAGE_LAYERS, packageName),
  ...siblings,
  noTests,
  ...layering('packages/controller-runtime/src/', CONTROLLER_RUNTIME_LAYERS, folder),
  ...layering('packages/controller-gen/src/', CONTROLLER_GEN_LAYERS, folder),
  ...layering('apps/postgres-writer/', OPERATOR_LAYERS, folder),
  ...OWNERS.filter((owner) => owner.imports).map(({ within, only, except = [], imports, why }) => ({
    files: within,
    ignores: [...only, ...except],
    patterns: [{ group: imports, message: why }],
  })),
];

const GLOBALS = OWNERS.filter((owner) => owner.globals);

/**
 * ESLint lets the last configuration of a rule win for a file, so each entry gets a rule name of its own: the same
 * rule, registered once per entry.
 */
const restrictedImports = tseslint.plugin.rules['no-restricted-imports'];
const restrictedGlobals = builtinRules.get('no-restricted-globals');
const layersPlugin = {
  rules: Object.fromEntries([
    ...LAYERING.map((_, i) => [`imports-${i}`, restrictedImports]),
    ...GLOBALS.map((_, i) => [`globals-${i}`, restrictedGlobals]),
  ]),
};

export default defineConfig(
  { ignores: ['**/node_modules', '**/dist', '**/zz_generated*', 'packages/controller-gen/test/fixtures', 'coverage'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { layers: layersPlugin },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // `import { type X } from 'y'` still loads y at run time.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/unified-signatures': 'off',
      // A type parameter that only names the answer of a call is how a typed query says what comes back.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
        { selector: 'ExportAllDeclaration[exported=null]', message: 'Name what you export.' },
      ],
      eqeqeq: 'error',
      'object-shorthand': 'error',
      'prefer-template': 'error',
    },
  },
  { files: ['*.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['**/test/**/*.ts'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  ...LAYERING.map(({ files, ignores = [], patterns }, i) => ({
    files,
    ignores,
    rules: { [`layers/imports-${i}`]: ['error', { patterns }] },
  })),
  ...GLOBALS.map(({ within, only, except = [], globals, why }, i) => ({
    files: within,
    ignores: [...only, ...except, '**/test/**'],
    rules: { [`layers/globals-${i}`]: ['error', ...globals.map((name) => ({ name, message: why }))] },
  })),
);

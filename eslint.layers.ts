// Turns layers.ts into ESLint configurations.
import type { Linter, Rule } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';
import {
  CONTROLLER_GEN_LAYERS,
  CONTROLLER_RUNTIME_LAYERS,
  OPERATOR_LAYERS,
  OWNERS,
  PACKAGE_LAYERS,
  type Layer,
} from './layers.ts';

/** Files, and the imports that are forbidden in them. */
interface Forbidden {
  readonly files: readonly string[];
  readonly ignores?: readonly string[];
  readonly patterns: readonly { readonly group: readonly string[]; readonly message: string }[];
}

const UP = 'Bad layering: an import that runs up. See ARCHITECTURE.md#layers; take a callback or an interface instead.';

/** For each folder of `rows`: what it must not import, as `no-restricted-imports` patterns. */
function layering(
  root: string,
  rows: readonly Layer[],
  toPattern: (name: string) => readonly string[],
): readonly Forbidden[] {
  return rows.flatMap((row, index) => {
    const above = rows.slice(index + 1).flat();
    if (above.length === 0) return [];
    return row.map((folder) => ({
      files: [`${root}${folder}/**/*.ts`],
      patterns: [{ group: above.flatMap(toPattern), message: UP }],
    }));
  });
}

const folder = (name: string): readonly string[] => [`**/${name}/**`, `../${name}/**`];
const NAMES: ReadonlyMap<string, string> = new Map([
  ['packages/controller-runtime', '@kubewright/controller-runtime'],
  ['packages/controller-gen', '@kubewright/controller-gen'],
  ['packages/envtest', '@kubewright/envtest'],
  ['apps/postgres-writer', '@postgres-writer/operator'],
]);
function packageName(path: string): readonly string[] {
  const name = NAMES.get(path);
  return name === undefined ? [] : [name, `${name}/**`];
}
/** No package's source reaches into a test, and siblings of one row do not import each other. */
const MIDDLE = PACKAGE_LAYERS[1] ?? [];
const siblings: readonly Forbidden[] = MIDDLE.map((path) => ({
  files: [`${path}/src/**/*.ts`],
  patterns: [{ group: MIDDLE.filter((other) => other !== path).flatMap(packageName), message: UP }],
}));
const noTests: Forbidden = {
  files: ['packages/*/src/**/*.ts', 'apps/*/{api,controller,postgres}/**/*.ts', 'apps/*/*.ts'],
  ignores: ['packages/envtest/src/vitest/**/*.ts'], // which is a test helper itself
  patterns: [
    {
      group: ['**/test/**', 'vitest', '@kubewright/envtest', '@kubewright/envtest/**'],
      message: 'Source never imports a test helper.',
    },
  ],
};

const LAYERING: readonly Forbidden[] = [
  ...layering('', PACKAGE_LAYERS, packageName),
  ...siblings,
  noTests,
  ...layering('packages/controller-runtime/src/', CONTROLLER_RUNTIME_LAYERS, folder),
  ...layering('packages/controller-gen/src/', CONTROLLER_GEN_LAYERS, folder),
  ...layering('apps/postgres-writer/', OPERATOR_LAYERS, folder),
  ...OWNERS.map(({ within, only, except = [], imports = [], why }) => ({
    files: within,
    ignores: [...only, ...except],
    patterns: imports.length === 0 ? [] : [{ group: imports, message: why }],
  })),
];

const GLOBALS = OWNERS.filter(({ globals = [] }) => globals.length > 0);

/**
 * ESLint lets the last configuration of a rule win for a file, so each entry gets a rule name of its own: the same
 * rule, registered once per entry.
 */
const { rules } = tseslint.plugin as unknown as { readonly rules: Readonly<Record<string, Rule.RuleModule>> };
const restrictedImports = rules['no-restricted-imports'];
// There is no other way to a rule of ESLint's own under a second name.
// eslint-disable-next-line @typescript-eslint/no-deprecated
const restrictedGlobals = builtinRules.get('no-restricted-globals');
const error = (...options: unknown[]): Linter.RuleEntry => ['error', ...options];
const layersPlugin = {
  rules: Object.fromEntries([
    ...LAYERING.map((_, i) => [`imports-${i}`, restrictedImports] as const),
    ...GLOBALS.map((_, i) => [`globals-${i}`, restrictedGlobals] as const),
  ]) as Readonly<Record<string, Rule.RuleModule>>,
};

export const layerRules: readonly Linter.Config[] = [
  { files: ['**/*.ts'], plugins: { layers: layersPlugin } },
  ...LAYERING.map(({ files, ignores = [], patterns }, i) => ({
    files: [...files],
    ignores: [...ignores],
    rules: { [`layers/imports-${i}`]: error({ patterns }) },
  })),
  ...GLOBALS.map(({ within, only, except = [], globals = [], why }, i) => ({
    files: [...within],
    ignores: [...only, ...except, '**/test/**'],
    rules: { [`layers/globals-${i}`]: error(...globals.map((name) => ({ name, message: why }))) },
  })),
];

import { join, resolve } from 'node:path';
import type { Artifact } from '../generators/generator.ts';
import { STRING } from '../markers/argument-type.ts';
import {
  flag,
  type MarkerDefinition,
  type MarkerShape,
  type MarkerValue,
  named,
  value,
} from '../markers/definition.ts';

/** Where the files of a generator go. */
export type OutputRule =
  | { readonly kind: 'dir'; readonly directory: string }
  | { readonly kind: 'stdout' }
  | { readonly kind: 'none' }
  /** Manifests to one directory, code beside the types that it belongs to, unless `code` says otherwise. */
  | { readonly kind: 'artifacts'; readonly config: string; readonly code: string | undefined };

const SHAPES: Readonly<Record<OutputRule['kind'], readonly [shape: MarkerShape, summary: string]>> = {
  dir: [value(STRING), 'Writes every file to this directory.'],
  stdout: [flag, 'Writes everything to standard output.'],
  none: [flag, 'Writes nothing.'],
  artifacts: [
    named({
      config: { type: STRING, help: 'The directory for manifests.' },
      code: { type: STRING, optional: true, help: 'The directory for code: beside the types unless set.' },
    }),
    'Writes manifests and code to different directories.',
  ],
};

/** The words `output:RULE` and `output:GENERATOR:RULE` of the command line. */
export function outputDefinitions(generators: readonly string[]): readonly MarkerDefinition[] {
  return ['', ...generators.map((name) => `${name}:`)].flatMap((scope) =>
    Object.entries(SHAPES).map(([rule, [shape, summary]]): MarkerDefinition => {
      return { name: `output:${scope}${rule}`, target: 'package', shape, help: { category: 'Output rules', summary } };
    }),
  );
}

export function outputRule(kind: string, given: MarkerValue): OutputRule {
  switch (kind) {
    case 'dir':
      return { kind, directory: given as string };
    case 'stdout':
    case 'none':
      return { kind };
    default: {
      const { config, code } = given as { readonly config: string; readonly code?: string };
      return { kind: 'artifacts', config, code };
    }
  }
}

/** Where a file goes. */
export type Destination = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'stdout' | 'none' };

export function destinationOf(rule: OutputRule, { path, packageDirectory }: Artifact, cwd: string): Destination {
  switch (rule.kind) {
    case 'stdout':
    case 'none':
      return { kind: rule.kind };
    case 'dir':
      return { kind: 'file', path: resolve(cwd, rule.directory, path) };
    case 'artifacts':
      if (packageDirectory === undefined) return { kind: 'file', path: resolve(cwd, rule.config, path) };
      return {
        kind: 'file',
        path: rule.code === undefined ? join(packageDirectory, path) : resolve(cwd, rule.code, path),
      };
  }
}

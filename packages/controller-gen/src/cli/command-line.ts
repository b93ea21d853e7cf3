import { parseArgs } from 'node:util';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Generator } from '../generators/generator.ts';
import { STRINGS } from '../markers/argument-type.ts';
import { type MarkerDefinition, named, type MarkerValue, value } from '../markers/definition.ts';
import { parseMarker, splitMarker } from '../markers/parse.ts';
import { MarkerRegistry } from '../markers/registry.ts';
import type { MarkerArguments } from '../markers/value.ts';
import { outputDefinitions, outputRule, type OutputRule } from './output-rule.ts';
import { UsageError } from './usage-error.ts';

/** A generator of the run, with its options and where its files go. */
export interface PlannedGenerator {
  readonly generator: Generator;
  readonly options: MarkerArguments;
  readonly output: OutputRule;
}

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** `detail`: how many w. */
  | {
      readonly kind: 'markers';
      readonly generators: readonly Generator[];
      readonly detail: number;
      readonly markdown: boolean;
    }
  | { readonly kind: 'generate'; readonly plan: Plan };

export interface Plan {
  readonly generators: readonly PlannedGenerator[];
  readonly paths: readonly string[];
  /** Compare with what is there; write nothing. */
  readonly check: boolean;
  /** Generate again whenever the source changes. */
  readonly watch: boolean;
  /** Ask an API server about the CRDs before anything is written. */
  readonly dryRunServer: boolean;
  /** Marker names that other tools read. */
  readonly allowedMarkers: readonly string[];
}

const FLAGS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  check: { type: 'boolean' },
  watch: { type: 'boolean' },
  'dry-run-server': { type: 'boolean' },
  'which-markers': { type: 'boolean', short: 'w', multiple: true },
  'help-markers': { type: 'boolean' },
  markdown: { type: 'boolean' },
  'allow-markers': { type: 'string', multiple: true },
} as const;

const PATHS: MarkerDefinition = {
  name: 'paths',
  target: 'package',
  shape: value(STRINGS),
  help: { category: 'Input', summary: 'Folders of types: ./api/v1, ./api/... with all below, or one file.' },
};

/** The words that a command line is made of: generators, `paths` and output rules, written as markers are. */
export function optionDefinitions(generators: readonly Generator[]): readonly MarkerDefinition[] {
  return [
    ...generators.map(({ name, options, help }): MarkerDefinition => ({
      name,
      target: 'package',
      shape: named(options),
      help,
    })),
    PATHS,
    ...outputDefinitions(generators.map(({ name }) => name)),
  ];
}

/** @throws {UsageError} that says what is wrong. */
export function parseCommandLine(args: readonly string[], generators: readonly Generator[]): Command {
  const { values, positionals } = parseFlags(args);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const words = positionals.map((word) => parseWord(word, new MarkerRegistry(optionDefinitions(generators))));
  if (values.check === true && values.watch === true) throw new UsageError('--check looks once: it cannot --watch');
  const detail = values['help-markers'] === true ? FULL_DETAIL : (values['which-markers'] ?? []).length;
  const named = words.flatMap(({ name }) => generators.find((generator) => generator.name === name) ?? []);
  if (detail > 0) {
    const asked = named.length === 0 ? generators : named;
    return { kind: 'markers', generators: asked, detail, markdown: values.markdown === true };
  }
  return {
    kind: 'generate',
    plan: {
      generators: planGenerators(words, generators),
      paths: pathsOf(words),
      check: values.check === true,
      watch: values.watch === true,
      dryRunServer: values['dry-run-server'] === true,
      allowedMarkers: (values['allow-markers'] ?? []).flatMap((list) => list.split(',')),
    },
  };
}

const FULL_DETAIL = 3;

function parseFlags(
  args: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof FLAGS; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (thrown) {
    if (thrown instanceof TypeError) throw new UsageError(thrown.message, { cause: thrown });
    throw thrown;
  }
}

interface Word {
  readonly name: string;
  readonly value: MarkerValue;
}

function parseWord(word: string, registry: MarkerRegistry): Word {
  const definition = registry.lookup(word, 'package');
  if (definition === undefined) {
    throw new UsageError(`unknown option "${word}".${didYouMean(splitMarker(word).fullName, registry.names())}`);
  }
  const errors: string[] = [];
  const parsed = parseMarker(definition, splitMarker(word), (message) => errors.push(message));
  if (parsed === undefined)
    throw new UsageError(`option "${word}": ${errors.join('; ').replaceAll(`+${definition.name}`, definition.name)}`);
  return { name: definition.name, value: parsed };
}

function pathsOf(words: readonly Word[]): readonly string[] {
  const paths = words.filter(({ name }) => name === 'paths').flatMap((word) => word.value as readonly string[]);
  if (paths.length === 0) throw new UsageError('no paths: say where the types are, such as paths=./api/...');
  return paths;
}

function planGenerators(words: readonly Word[], generators: readonly Generator[]): readonly PlannedGenerator[] {
  const rules = new Map(
    words
      .filter(({ name }) => name.startsWith('output:'))
      .map(({ name, value: given }) => {
        const parts = name.split(':').slice(1);
        return [parts.length > 1 ? (parts[0] ?? '') : '', outputRule(parts.at(-1) ?? '', given)] as const;
      }),
  );
  const planned = words.flatMap(({ name, value: options }): readonly PlannedGenerator[] => {
    const generator = generators.find((candidate) => candidate.name === name);
    if (generator === undefined) return [];
    const output = rules.get(name) ?? rules.get('') ?? { kind: 'artifacts', config: `config/${name}`, code: undefined };
    return [{ generator, options: options as MarkerArguments, output }];
  });
  if (planned.length === 0) {
    throw new UsageError(`no generator: name at least one of ${generators.map(({ name }) => name).join(', ')}`);
  }
  const names = planned.map(({ generator }) => generator.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`the generator ${twice} is named twice`);
  const stray = [...rules.keys()].find((name) => name !== '' && !names.includes(name));
  if (stray !== undefined) throw new UsageError(`output:${stray}: the generator ${stray} does not run`);
  return planned;
}

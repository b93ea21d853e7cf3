import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { toError } from '../../internal/errors.ts';
import { ConfigError } from './config-error.ts';
import type { Kubeconfig, Located, MergedKubeconfig, NamedEntry } from './kubeconfig.ts';

/**
 * Reads and merges kubeconfig files as kubectl does: of several entries of one name the first file's counts, whole;
 * likewise the first `current-context`. Files that are not there are left out, as long as one is.
 *
 * @returns `undefined` when none of the files is there.
 * @throws ConfigError for a file that cannot be read or understood.
 * Source: `clientcmd.ClientConfigLoadingRules.Load`.
 */
export async function loadKubeconfigFiles(paths: readonly string[]): Promise<MergedKubeconfig | undefined> {
  const read = await Promise.all([...new Set(paths)].map(async (path) => ({ path, text: await readIfThere(path) })));
  const there = read.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, config: parseFile(path, text) }]));
  if (there.length === 0) return undefined;
  return {
    files: there.map(({ path }) => path),
    currentContext: there.map(({ config }) => config['current-context'] ?? '').find((name) => name !== '') ?? '',
    clusters: mergeEntries(there, 'clusters', 'cluster'),
    users: mergeEntries(there, 'users', 'user'),
    contexts: mergeEntries(there, 'contexts', 'context'),
  };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    const error = toError(thrown);
    if ('code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw new ConfigError(`kubeconfig ${path} cannot be read: ${error.message}`, { cause: error });
  }
}

function parseFile(path: string, text: string): Kubeconfig {
  let value: unknown;
  try {
    value = parse(text);
  } catch (thrown) {
    // The parser's own message quotes the lines around the fault, and those may hold a key.
    const where = positionOf(thrown);
    throw new ConfigError(`kubeconfig ${path} is no YAML${where}`);
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new ConfigError(`kubeconfig ${path} is no mapping`);
  if ('kind' in value && value.kind !== 'Config') {
    throw new ConfigError(`kubeconfig ${path} is of kind ${JSON.stringify(value.kind)}, expected Config`);
  }
  return value;
}

function positionOf(thrown: unknown): string {
  const line = (thrown as { readonly linePos?: readonly { readonly line: number; readonly col: number }[] })
    .linePos?.[0];
  return line === undefined ? '' : ` (line ${line.line}, column ${line.col})`;
}

type Section = 'clusters' | 'users' | 'contexts';

function mergeEntries<S extends Section, K extends string, V>(
  files: readonly {
    readonly path: string;
    readonly config: Readonly<Partial<Record<S, readonly NamedEntry<K, V>[] | null>>>;
  }[],
  section: S,
  key: K,
): ReadonlyMap<string, Located<V>> {
  const merged = new Map<string, Located<V>>();
  for (const { path, config } of files) {
    const entries: unknown = config[section] ?? [];
    if (!Array.isArray(entries)) throw new ConfigError(`kubeconfig ${path}: ${section} is no list`);
    const names = new Set<string>();
    for (const entry of entries as readonly NamedEntry<K, V>[]) {
      if (names.has(entry.name)) throw new ConfigError(`kubeconfig ${path}: ${section} has "${entry.name}" twice`);
      names.add(entry.name);
      if (!merged.has(entry.name)) merged.set(entry.name, { value: (entry[key] ?? {}) as V, file: path });
    }
  }
  return merged;
}

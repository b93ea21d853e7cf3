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
    clusters: mergeEntries(
      'cluster',
      there.map(({ path, config }) => ({ path, entries: config.clusters })),
    ),
    users: mergeEntries(
      'user',
      there.map(({ path, config }) => ({ path, entries: config.users })),
    ),
    contexts: mergeEntries(
      'context',
      there.map(({ path, config }) => ({ path, entries: config.contexts })),
    ),
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

interface Section<K extends string, V> {
  readonly path: string;
  readonly entries: readonly NamedEntry<K, V>[] | null | undefined;
}

/** The first entry of a name counts. */
function mergeEntries<K extends string, V>(
  key: K,
  sections: readonly Section<K, V>[],
): ReadonlyMap<string, Located<V>> {
  const merged = new Map<string, Located<V>>();
  for (const { path, entries } of sections) {
    if (!Array.isArray(entries ?? [])) throw new ConfigError(`kubeconfig ${path}: ${key}s is no list`);
    const names = new Set<string>();
    for (const entry of entries ?? []) {
      requireText(entry, `kubeconfig ${path}: ${key}`);
      requireText(entry[key] ?? {}, `kubeconfig ${path}: ${key} "${entry.name}"`);
      if (names.has(entry.name)) throw new ConfigError(`kubeconfig ${path}: ${key} "${entry.name}" is there twice`);
      names.add(entry.name);
      if (!merged.has(entry.name)) merged.set(entry.name, { value: (entry[key] ?? {}) as V, file: path });
    }
  }
  return merged;
}

/** What may be a boolean. */
const NOT_TEXT = new Set(['insecure-skip-tls-verify', 'disable-compression']);

/**
 * YAML takes `token: 0123` for a number and `username: true` for a boolean, and would change what was written.
 *
 * @throws ConfigError which names the field and says to quote it.
 */
function requireText(entry: unknown, at: string): void {
  if (typeof entry !== 'object' || entry === null) throw new ConfigError(`${at} is no mapping`);
  for (const [field, value] of Object.entries(entry)) {
    if (NOT_TEXT.has(field) || (typeof value !== 'number' && typeof value !== 'boolean')) continue;
    throw new ConfigError(`${at}: ${field} is taken for a ${typeof value}: write it in quotes`);
  }
}

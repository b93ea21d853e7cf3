import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { MarkerSet } from '../markers/marker.ts';
import type { FoundType } from './source-graph.ts';
import type { SourceUnit } from './source-file.ts';

/** A group and a version: what a folder of types stands for. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** A folder of types: what a package is in Go. */
export interface ApiPackage {
  readonly directory: string;
  readonly units: readonly SourceUnit[];
  /** The package markers of all its files. */
  readonly markers: MarkerSet;
  /** Undefined without `+groupName`, or with `+kubebuilder:skip`. */
  readonly groupVersion: GroupVersion | undefined;
  /** Every type that its files declare, in order of file and place. */
  readonly types: readonly FoundType[];
}

/** `dir/...` is the folder and all below it, `dir` the folder, `dir/file.ts` the one file. */
export class PathError extends Error {
  override readonly name = 'PathError';
}

const IGNORED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', 'dist', 'coverage', '.git']);
const isSource = (name: string): boolean =>
  /\.[cm]?ts$/.test(name) && !/\.d\.[cm]?ts$|\.(test|spec|bench)\.[cm]?ts$|^zz_generated/.test(name);

/**
 * The source files that path patterns name, by folder. Generated files, tests and declaration files are none.
 *
 * @throws {PathError} if a pattern names nothing.
 */
export function findSources(patterns: readonly string[], cwd: string): ReadonlyMap<string, readonly string[]> {
  const files = new Set<string>();
  for (const pattern of patterns) {
    const found = matches(pattern, cwd);
    if (found.length === 0) throw new PathError(`paths=${pattern}: no TypeScript source there`);
    for (const file of found) files.add(file);
  }
  const folders = Map.groupBy([...files].sort(), (file) => dirname(file));
  return new Map([...folders].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Root {
  readonly path: string;
  /** With all that is below it. */
  readonly recursive: boolean;
  readonly isFile: boolean;
}

function rootOf(pattern: string, cwd: string): Root {
  const recursive = /(^|[\\/])\.\.\.$/.test(pattern);
  const path = resolve(cwd, recursive ? pattern.slice(0, -'...'.length) || '.' : pattern);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new PathError(`paths=${pattern}: ${path} does not exist`);
  return { path, recursive, isFile: stats.isFile() };
}

function matches(pattern: string, cwd: string): readonly string[] {
  const { path, recursive, isFile } = rootOf(pattern, cwd);
  if (isFile) return isSource(basename(path)) ? [path] : [];
  return listFolder(path, recursive);
}

/**
 * The folders in which sources that the patterns name may appear.
 *
 * @throws {PathError} if a pattern names nothing.
 */
export function foldersOf(patterns: readonly string[], cwd: string): readonly string[] {
  return patterns.flatMap((pattern) => {
    const { path, recursive, isFile } = rootOf(pattern, cwd);
    if (isFile) return [dirname(path)];
    return recursive ? [path, ...foldersBelow(path)] : [path];
  });
}

function foldersBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !IGNORED_FOLDERS.has(entry.name))
    .map((entry) => join(folder, entry.name))
    .flatMap((path) => [path, ...foldersBelow(path)]);
}

/** The files that make a package with this one, itself among them: the sources of its folder. */
export function filesOfPackage(path: string): readonly string[] {
  // A declaration file of an npm package is none of the sources, and speaks for itself.
  return isSource(basename(path)) ? listFolder(dirname(path), false) : [path];
}

function listFolder(folder: string, recursive: boolean): readonly string[] {
  const result: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile() && isSource(entry.name)) result.push(path);
    else if (recursive && entry.isDirectory() && !IGNORED_FOLDERS.has(entry.name))
      result.push(...listFolder(path, true));
  }
  return result;
}

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The content of a file, or undefined if there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/**
 * Writes files so that none is ever half written: each beside its place first, then all are moved there. Files that are
 * equal already are left alone, with their times.
 *
 * @returns the paths of the others.
 */
export function writeFiles(files: ReadonlyMap<string, string>): readonly string[] {
  const changed = [...files].filter(([path, content]) => readIfThere(path) !== content);
  const staged: string[] = [];
  try {
    for (const [path, content] of changed) {
      const aside = `${path}.${process.pid}.tmp`;
      mkdirSync(dirname(path), { recursive: true });
      staged.push(aside);
      writeFileSync(aside, content);
    }
    for (const [path] of changed) renameSync(`${path}.${process.pid}.tmp`, path);
    return changed.map(([path]) => path);
  } finally {
    for (const aside of staged) rmSync(aside, { force: true });
  }
}

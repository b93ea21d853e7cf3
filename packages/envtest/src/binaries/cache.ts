import { access, constants, mkdir, readdir, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileName, goPlatform, KUBERNETES_SERIES, KUBERNETES_VERSION, type Program } from './programs.ts';

/** Where the cache lies: outside every checkout, so that all of them share it. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['KUBEWRIGHT_ENVTEST_CACHE'];
  if (own !== undefined && own !== '') return own;
  const caches = env['XDG_CACHE_HOME'];
  return join(caches !== undefined && caches !== '' ? caches : join(homedir(), '.cache'), 'kubewright', 'envtest');
}

/**
 * Programs that were fetched or built before, one folder per version and platform (`v1.37.2-linux-amd64`).
 *
 * Invariant: a program that is there is whole, since it comes by a rename. Who adds one holds the lock.
 */
export class Cache {
  readonly root: string;
  readonly #platform: string;

  constructor(root: string, platform: string = goPlatform()) {
    this.root = root;
    this.#platform = platform;
  }

  /** Held by whoever adds something. */
  get lockPath(): string {
    return join(this.root, `${this.#platform}.lock`);
  }

  directoryOf(version: string): string {
    return join(this.root, `${version}-${this.#platform}`);
  }

  /** The folder that has all these programs: of our version, else of the newest patch of the same series. */
  async find(programs: readonly Program[]): Promise<string | undefined> {
    for (const version of await this.#versions()) {
      const directory = this.directoryOf(version);
      if ((await missingFrom(directory, programs)).length === 0) return directory;
    }
    return undefined;
  }

  /** Moves a finished program in. `file` must lie on the same file system. */
  async add(version: string, program: Program, file: string): Promise<void> {
    const directory = this.directoryOf(version);
    await mkdir(directory, { recursive: true });
    await rename(file, join(directory, fileName(program)));
  }

  async #versions(): Promise<readonly string[]> {
    const suffix = `-${this.#platform}`;
    const entries = await readdir(this.root).catch(() => []); // no cache yet
    const patches = entries
      .filter((name) => name.startsWith(`v${KUBERNETES_SERIES}.`) && name.endsWith(suffix))
      .map((name) => name.slice(0, -suffix.length))
      .filter((version) => version !== KUBERNETES_VERSION)
      .sort((a, b) => patchOf(b) - patchOf(a));
    return [KUBERNETES_VERSION, ...patches];
  }
}

const patchOf = (version: string): number => Number(version.split('.')[2]);

/** Which of the programs are not in the folder, or may not be executed. */
export async function missingFrom(directory: string, programs: readonly Program[]): Promise<readonly Program[]> {
  const checks = programs.map(async (program) => {
    const isThere = await access(join(directory, fileName(program)), constants.X_OK).then(
      () => true,
      () => false,
    );
    return isThere ? [] : [program];
  });
  return (await Promise.all(checks)).flat();
}

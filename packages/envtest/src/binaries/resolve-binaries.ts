import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Attempt, BinariesError } from './binaries-error.ts';
import { Cache, cacheRoot, missingFrom } from './cache.ts';
import { withLock } from './lock.ts';
import { fileName, MAIN_PROGRAMS, type Program } from './programs.ts';
import type { ProgressListener } from './progress.ts';
import { type BinaryRequest, type BinarySource, SOURCES } from './sources.ts';

/** Where the programs of a control plane lie. */
export interface Binaries {
  readonly directory: string;
  readonly etcd: string;
  readonly kubeApiServer: string;
  readonly kubectl: string;
  /** `undefined` where it was not asked for. */
  readonly kubeControllerManager: string | undefined;
}

export interface ResolveBinariesOptions {
  /** Also kube-controller-manager, which no archive holds. @defaultValue false */
  readonly controllerManager?: boolean;
  /** Default: nothing is said. */
  readonly onProgress?: ProgressListener;
  /** Cancels it. What was finished by then stays in the cache. */
  readonly signal?: AbortSignal;
  /** @defaultValue `process.env` */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Finds the programs of a control plane: in KUBEBUILDER_ASSETS if that is set, else in the cache, which is filled from
 * the official archives or, where those cannot be reached, built from Go modules. That takes minutes, once.
 *
 * Two processes that need the same do it once: the second waits for the first.
 * @param sources ways to fill the cache, in order.
 * @throws BinariesError that says what was tried, why each failed, and what to do.
 */
export async function resolveBinaries(
  options: ResolveBinariesOptions = {},
  sources: readonly BinarySource[] = SOURCES,
): Promise<Binaries> {
  const { env = process.env, controllerManager = false, onProgress = () => undefined, signal } = options;
  const programs: readonly Program[] = controllerManager
    ? [...MAIN_PROGRAMS, 'kube-controller-manager']
    : MAIN_PROGRAMS;
  const assets = env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && assets !== '') {
    await requireAll(assets, programs);
    return binariesIn(assets, programs);
  }
  const cache = new Cache(cacheRoot(env));
  const request = { cache, programs, env, onProgress, signal };
  return binariesIn((await cache.find(programs)) ?? (await fillCache(request, sources)), programs);
}

async function requireAll(assets: string, programs: readonly Program[]): Promise<void> {
  const missing = await missingFrom(assets, programs);
  if (missing.length === 0) return;
  const hint = missing.includes('kube-controller-manager')
    ? 'Official archives do not hold kube-controller-manager: unset KUBEBUILDER_ASSETS to have it built from Go modules.'
    : 'Complete it, or unset KUBEBUILDER_ASSETS to have them fetched.';
  throw new Error(`KUBEBUILDER_ASSETS=${assets} lacks ${missing.join(', ')}, or they may not be executed. ${hint}`);
}

/** Returns the folder that then has all the programs. */
async function fillCache(request: BinaryRequest, sources: readonly BinarySource[]): Promise<string> {
  const { cache, programs, onProgress, signal } = request;
  try {
    await mkdir(cache.root, { recursive: true });
  } catch (cause) {
    throw new Error(`cannot make the cache ${cache.root}; KUBEWRIGHT_ENVTEST_CACHE names another place`, { cause });
  }
  const onWait = (holder = 'unknown'): void => {
    onProgress(`waiting for process ${holder}, which gets the same programs (lock ${cache.lockPath})`, 'begin');
  };
  return withLock(cache.lockPath, { onWait, signal }, async () => {
    const attempts: Attempt[] = [
      { what: 'KUBEBUILDER_ASSETS', why: 'not set' },
      { what: `the cache ${cache.root}`, why: 'they are not all there' },
    ];
    const failures: unknown[] = [];
    for (const source of sources) {
      // Asked first, since whoever held the lock before may have brought them.
      const found = await cache.find(programs);
      if (found !== undefined) return found;
      try {
        await source.fetch(request);
      } catch (thrown) {
        signal?.throwIfAborted();
        failures.push(thrown);
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        attempts.push({ what: source.name, why });
        onProgress(`${source.name}: ${why}`, 'begin');
      }
    }
    const found = await cache.find(programs);
    if (found !== undefined) return found;
    throw new BinariesError(programs, attempts, { cause: new AggregateError(failures) });
  });
}

function binariesIn(directory: string, programs: readonly Program[]): Binaries {
  const path = (program: Program): string => join(directory, fileName(program));
  return {
    directory,
    etcd: path('etcd'),
    kubeApiServer: path('kube-apiserver'),
    kubectl: path('kubectl'),
    kubeControllerManager: programs.includes('kube-controller-manager') ? path('kube-controller-manager') : undefined,
  };
}

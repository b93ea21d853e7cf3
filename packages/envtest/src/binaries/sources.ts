import { type Cache, missingFrom } from './cache.ts';
import { fetchArchive } from './from-archive.ts';
import { buildFromGoModules } from './from-go-modules.ts';
import { KUBERNETES_VERSION, type Program } from './programs.ts';
import type { ProgressListener } from './progress.ts';

/** What is wanted, and where it has to be put. */
export interface BinaryRequest {
  readonly cache: Cache;
  readonly programs: readonly Program[];
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal | undefined;
}

/** A way to fill the cache. */
export interface BinarySource {
  /** As messages call it. */
  readonly name: string;
  /** Adds programs to the cache. @throws Error that says why it cannot. */
  fetch(request: BinaryRequest): Promise<void>;
}

const archive: BinarySource = {
  name: 'the official envtest archives',
  async fetch(request) {
    // Built together with the others instead, so that all are of one version.
    if (request.programs.includes('kube-controller-manager')) throw new Error('they hold no kube-controller-manager');
    await fetchArchive(request);
  },
};

const goModules: BinarySource = {
  name: 'a build from Go modules',
  async fetch(request) {
    const { cache, programs } = request;
    const missing = await missingFrom(cache.directoryOf(KUBERNETES_VERSION), programs);
    await buildFromGoModules({ ...request, programs: missing });
  },
};

/** In the order in which they are tried: minutes faster first. */
export const SOURCES: readonly BinarySource[] = [archive, goModules];

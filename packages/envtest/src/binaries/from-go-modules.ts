import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../process/run-command.ts';
import { makeWorkDirectory } from '../process/work-directory.ts';
import type { Cache } from './cache.ts';
import { requireGo } from './go-toolchain.ts';
import { fileName, KUBERNETES_VERSION, type Program } from './programs.ts';
import { formatElapsed, type ProgressListener } from './progress.ts';

export interface GoBuildOptions {
  readonly cache: Cache;
  readonly programs: readonly Program[];
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: ProgressListener;
  readonly signal: AbortSignal | undefined;
}

/** The package's folder `go`, seen from `src/binaries` as from `dist/binaries`. */
const MODULE = fileURLToPath(new URL('../../go/', import.meta.url));

const PACKAGES: Record<Program, string> = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
};

/** How much of what a failed build said is quoted. */
const QUOTED_LINES = 15;

/**
 * Builds the programs from Go modules and adds each to the cache as soon as it is done: a build that is cancelled goes
 * on where it was. go.sum pins what is built, by way of Go's checksum database.
 * @throws Error that says why Go cannot, or did not, build them.
 */
export async function buildFromGoModules(options: GoBuildOptions): Promise<void> {
  const { cache, programs, onProgress, signal } = options;
  await using staging = await makeWorkDirectory('build', cache.root);
  // A copy: the package may be installed read-only, and below a go.work that knows nothing of it.
  const module = join(staging.path, 'module');
  await mkdir(module);
  for (const file of ['go.mod', 'go.sum']) await copyFile(join(MODULE, file), join(module, file));
  // Temporary files of Go's too are gone with the folder, whatever ends the build.
  const env = { ...options.env, GOWORK: 'off', GOTMPDIR: staging.path };
  await requireGo(env, module, signal);
  onProgress(`building Kubernetes ${KUBERNETES_VERSION} from Go modules: takes minutes, but only once`, 'begin');
  for (const [index, program] of programs.entries()) {
    const file = join(staging.path, fileName(program));
    const step = `[${index + 1}/${programs.length}] building ${program}`;
    await build({ program, file, module, env, signal, step, onProgress });
    await cache.add(KUBERNETES_VERSION, program, file);
  }
}

async function build(options: {
  readonly program: Program;
  readonly file: string;
  readonly module: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  readonly step: string;
  readonly onProgress: ProgressListener;
}): Promise<void> {
  const { program, file, module, env, signal, step, onProgress } = options;
  const startedAt = performance.now();
  let downloaded = 0;
  let compiled = 0;
  onProgress(step, 'begin');
  const ticker = setInterval(() => {
    const facts = [
      formatElapsed(performance.now() - startedAt),
      ...(downloaded === 0 ? [] : [`${downloaded} modules fetched`]),
      ...(compiled === 0 ? [] : [`${compiled} packages compiled`]),
    ];
    onProgress(`${step}: ${facts.join(', ')}`, 'update');
  }, 1_000);
  try {
    const args = [
      'build',
      '-v',
      '-trimpath',
      '-mod=readonly',
      '-ldflags',
      linkerFlags(),
      '-o',
      file,
      PACKAGES[program],
    ];
    const { exitCode, stderr } = await runCommand('go', args, {
      env,
      cwd: module,
      signal,
      watch: true,
      onStderrLine: (line) => {
        if (line.startsWith('go: downloading ')) downloaded += 1;
        else compiled += 1; // -v names each package as its turn comes
      },
    });
    if (exitCode !== 0) {
      throw new Error(
        `go build ${PACKAGES[program]} failed:\n${stderr.trim().split('\n').slice(-QUOTED_LINES).join('\n')}`,
      );
    }
  } finally {
    clearInterval(ticker);
  }
}

/**
 * Without a version of its own the server says v0.0.0 and clients misbehave. The date is fixed, so that the same
 * sources make the same file.
 */
function linkerFlags(): string {
  const [major = '', minor = ''] = KUBERNETES_VERSION.slice(1).split('.');
  const version = {
    gitVersion: KUBERNETES_VERSION,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
  };
  const settings = Object.entries(version).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ['-s', '-w', ...settings].join(' ');
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { progressReporter } from '../binaries/progress.ts';
import type { ControlPlaneOptions } from '../control-plane/options.ts';
import { startControlPlane } from '../control-plane/start-control-plane.ts';
import type { PostgresOptions } from '../postgres/options.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { startWithin } from '../process/start-within.ts';
import type { SharedServers } from './provided-context.ts';

export interface GlobalSetupOptions {
  /** `crdPaths` default to kubebuilder's `config/crd/bases` under the project's root, where there is one. */
  readonly controlPlane?: ControlPlaneOptions;
  readonly postgres?: PostgresOptions;
}

/** What vitest calls before the first test file of a project. What it resolves with is called after the last. */
export type GlobalSetup = (project: TestProject) => Promise<() => Promise<void>>;

interface Servers {
  readonly shared: SharedServers;
  stop(): Promise<void>;
}

/** The servers of this run, and how many projects use them. */
interface Run {
  servers: Promise<Servers> | undefined;
  users: number;
}

/** A property of the global object: each project of a run loads this module anew, and all shall find the same servers. */
const RUN = Symbol.for('@kubewright/envtest/vitest');
const globals = globalThis as unknown as { [RUN]: Run | undefined };
const run: Run = (globals[RUN] ??= { servers: undefined, users: 0 });

/**
 * One control plane and one PostgreSQL for a whole run of vitest, whatever number of projects name this setup. The
 * options of the first project count. Test files reach them by `testEnvironment`.
 */
export function createGlobalSetup(options: GlobalSetupOptions = {}): GlobalSetup {
  return async (project) => {
    run.servers ??= startServers(options, project.config.root);
    run.users += 1;
    const servers = await run.servers;
    project.provide('kubewright', servers.shared);
    return async () => {
      run.users -= 1;
      if (run.users > 0) return;
      run.servers = undefined;
      await servers.stop();
    };
  };
}

async function startServers(options: GlobalSetupOptions, root: string): Promise<Servers> {
  const bases = resolve(root, 'config/crd/bases');
  const crdPaths = options.controlPlane?.crdPaths ?? (existsSync(bases) ? [bases] : []);
  // On standard error: vitest's report goes to standard output.
  const onProgress = progressReporter(process.stderr);
  await using started = new AsyncDisposableStack();
  started.defer(() => onProgress.done());
  const [controlPlane, postgres] = await Promise.all([
    startWithin(started, startControlPlane({ onProgress, ...options.controlPlane, crdPaths })),
    startWithin(started, startPostgres({ onProgress, ...options.postgres })),
  ]);
  onProgress.done();
  const servers = started.move();
  return {
    shared: { controlPlane: controlPlane.access, postgres: postgres.access, crdPaths },
    stop: () => servers.disposeAsync(),
  };
}

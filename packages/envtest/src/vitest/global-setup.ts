import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type TestProject } from 'vitest/node';
import { type ControlPlane } from '../control-plane/control-plane.ts';
import { type ControlPlaneOptions } from '../control-plane/options.ts';
import { startControlPlane } from '../control-plane/start-control-plane.ts';
import { type PostgresOptions } from '../postgres/options.ts';
import { type Postgres } from '../postgres/postgres.ts';
import { startPostgres } from '../postgres/start-postgres.ts';
import { runAll } from '../process/run-all.ts';
import { type SharedServers } from './provided-context.ts';

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
  const [controlPlane, postgres] = await Promise.allSettled([
    startControlPlane({ onProgress: say, ...options.controlPlane, crdPaths }),
    startPostgres(options.postgres),
  ]);
  const started: (ControlPlane | Postgres)[] = [];
  if (controlPlane.status === 'fulfilled') started.push(controlPlane.value);
  if (postgres.status === 'fulfilled') started.push(postgres.value);
  const stop = (): Promise<void> =>
    runAll(
      'the servers did not stop cleanly',
      started.map((server) => () => server.stop()),
    );
  if (controlPlane.status === 'rejected' || postgres.status === 'rejected') {
    await stop();
    throw controlPlane.status === 'rejected' ? controlPlane.reason : (postgres as PromiseRejectedResult).reason;
  }
  return {
    shared: { controlPlane: controlPlane.value.access, postgres: postgres.value.access, crdPaths },
    stop,
  };
}

/** On standard error: vitest's report goes to standard output. */
function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

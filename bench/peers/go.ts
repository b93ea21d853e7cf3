import { join } from 'node:path';
import { buildOnce, mustRun, PROGRAM, versionOf } from './build-cache.ts';
import { type BuildOptions, type Peer, pgVariables, type Program, type Surroundings, watchVariables } from './peer.ts';

/** Builds a folder that is a Go module of its own: from the module proxy, as its go.sum pins it. @returns the program's path. */
export async function buildGoModule(name: string, { onProgress }: Pick<BuildOptions, 'onProgress'>): Promise<string> {
  const version = await versionOf(['go', 'version'], name);
  const built = await buildOnce(name, `${version} ${PROGRAM}`, async (source, target) => {
    onProgress(`building the peer ${name}: minutes, but only once`, 'begin');
    await mustRun(['go', 'build', '-trimpath', '-mod=readonly', '-o', join(target, PROGRAM), '.'], source);
  });
  return join(built, PROGRAM);
}

async function buildOperator(name: string, options: BuildOptions): Promise<(surroundings: Surroundings) => Program> {
  const command = await buildGoModule(name, options);
  return (surroundings) => ({
    command,
    args: [],
    env: { ...watchVariables(surroundings), ...pgVariables(surroundings) },
  });
}

export const go: Peer = {
  name: 'go',
  title: 'Go, tuned',
  about:
    'controller-runtime 0.25 and pgx 5: 64 workers and as many connections, the default priority queue, no throttle in ' +
    'the client, `managedFields` kept out of the cache, generation predicate, guarded upsert, JSON patch for the ' +
    'finalizer, PUT for the status.',
  writesStatus: true,
  followsEdits: true,
  sweepsOrphans: false,
  runsOnNode: false,
  build: (options) => buildOperator('go', options),
};

export const goTutorial: Peer = {
  name: 'go-tutorial',
  title: "Go, the tutorial's original",
  about:
    'The loop as published, on controller-runtime 0.8 and lib/pq: one worker, 20 requests a second by the client’s ' +
    'default throttle, a ping and an insert for every event, no status, rows do not follow edits. Ours are only the ' +
    'parameters in its SQL and the restriction to one namespace.',
  writesStatus: false,
  followsEdits: false,
  sweepsOrphans: false,
  runsOnNode: false,
  build: (options) => buildOperator('go-tutorial', options),
};

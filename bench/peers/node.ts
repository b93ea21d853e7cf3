import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { buildOnce, COMPILE_CACHE, mustRun, versionOf } from './build-cache.ts';
import { type Peer, pgVariables, watchVariables } from './peer.ts';

export const node: Peer = {
  name: 'node',
  title: 'Node, client-node',
  about:
    'what a TypeScript developer would write today: the informer of `@kubernetes/client-node` 2, started again when it ' +
    'ends, a queue by name for 64 at once, and a pool of 64 connections of `pg` with prepared statements. One agent for ' +
    'all requests instead of its one for each, generations compared, `managedFields` kept out of the cache, guarded ' +
    'upsert, JSON patch for the finalizer, PUT for the status.',
  writesStatus: true,
  followsEdits: true,
  sweepsOrphans: false,
  runsOnNode: true,
  async build({ onProgress }) {
    const npm = await versionOf(['npm', '--version'], 'node');
    const built = await buildOnce('node', `npm ${npm}, node ${process.version}`, async (source, target) => {
      onProgress('building the peer node: only once', 'begin');
      await cp(source, target, { recursive: true, filter: (path) => !path.includes('node_modules', source.length) });
      await mustRun(['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], target);
      await mustRun(['npm', 'run', 'build'], target);
      await mustRun(['npm', 'prune', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], target);
    });
    return (surroundings) => ({
      command: process.execPath,
      args: [join(built, 'dist/main.js')],
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...watchVariables(surroundings), ...pgVariables(surroundings) },
    });
  },
};

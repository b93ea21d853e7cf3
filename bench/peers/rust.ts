import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce, mustRun, PROGRAM, versionOf } from './build-cache.ts';
import { type Peer, pgVariables, watchVariables } from './peer.ts';

export const rust: Peer = {
  name: 'rust',
  title: 'Rust, kube-rs',
  about:
    'kube 5 and tokio-postgres in a pool of 64 connections: the Controller with 64 reconciles at once, its list as a ' +
    'stream, gzip, `managedFields` kept out of the cache, generation predicate, statements prepared, guarded upsert, ' +
    'JSON patch for the finalizer, PUT for the status; release build with LTO.',
  writesStatus: true,
  followsEdits: true,
  sweepsOrphans: false,
  runsOnNode: false,
  async build({ onProgress }) {
    const version = await versionOf(['cargo', '--version'], 'rust');
    const built = await buildOnce('rust', version, async (source, target) => {
      onProgress('building the peer rust: minutes, but only once', 'begin');
      const objects = join(target, 'target');
      await mustRun(['cargo', 'build', '--release', '--locked', '--target-dir', objects], source);
      await copyFile(join(objects, 'release', PROGRAM), join(target, PROGRAM));
      await rm(objects, { recursive: true });
    });
    return (surroundings) => ({
      command: join(built, PROGRAM),
      args: [],
      env: { ...watchVariables(surroundings), ...pgVariables(surroundings) },
    });
  },
};

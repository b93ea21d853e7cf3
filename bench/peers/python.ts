import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce, mustRun, versionOf } from './build-cache.ts';
import { type Peer, PeerUnavailable, pgVariables, watchVariables } from './peer.ts';

/** kopf's own least. */
const LEAST_MINOR = 11;

export const python: Peer = {
  name: 'python',
  title: 'Python, kopf',
  about:
    'kopf 1.45 and asyncpg in a pool of 64 connections, on uvloop: its list as a stream, no events posted, no watch of ' +
    'namespaces and CRDs, the status instead of an annotation as its record of what was handled, which saves it a write, ' +
    'statements prepared, guarded upsert, its own JSON patch for the finalizer and merge patch for the status.',
  writesStatus: true,
  followsEdits: true,
  sweepsOrphans: false,
  runsOnNode: false,
  async build({ onProgress }) {
    const version = await versionOf(['python3', '--version'], 'python');
    const [, minor] = /3\.(\d+)/.exec(version) ?? [];
    if (!(Number(minor) >= LEAST_MINOR))
      throw new PeerUnavailable(`python needs Python 3.${LEAST_MINOR}, not ${version}`);
    const built = await buildOnce('python', version, async (source, target) => {
      onProgress('installing the peer python: only once', 'begin');
      await cp(source, target, { recursive: true });
      await mustRun(['python3', '-m', 'venv', 'venv'], target);
      const pip = ['venv/bin/python', '-m', 'pip', 'install', '--quiet'] as const;
      await mustRun([...pip, '--require-hashes', '-r', 'requirements.txt'], target);
      await mustRun(['venv/bin/python', '-m', 'compileall', '-q', '.'], target);
    });
    return (surroundings) => ({
      command: join(built, 'venv/bin/python'),
      args: ['-m', 'kopf', 'run', '--standalone', `--namespace=${surroundings.namespace}`, join(built, 'main.py')],
      env: { ...watchVariables(surroundings), ...pgVariables(surroundings) },
    });
  },
};

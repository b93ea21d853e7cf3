import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { buildOnce, mustRun, versionOf } from './build-cache.ts';
import { type Peer, pgVariables, watchVariables } from './peer.ts';

export const java: Peer = {
  name: 'java',
  title: 'Java, Operator SDK',
  about:
    'Java Operator SDK 5 with fabric8’s client, pgjdbc and a HikariCP pool of 64 connections: 64 threads, the SDK’s ' +
    'comparison of generations, statements prepared, guarded upsert, patches instead of server-side apply for the ' +
    'finalizer and the status.',
  writesStatus: true,
  followsEdits: true,
  sweepsOrphans: false,
  runsOnNode: false,
  async build({ onProgress }) {
    const versions = [await versionOf(['java', '-version'], 'java'), await versionOf(['mvn', '-version'], 'java')];
    const built = await buildOnce('java', versions.join(), async (source, target) => {
      onProgress('building the peer java: only once', 'begin');
      await cp(source, target, { recursive: true });
      await mustRun(['mvn', '-B', '-q', 'compiler:compile', 'dependency:copy-dependencies'], target);
    });
    const classPath = [join(built, 'target/classes'), join(built, 'target/dependency/*')].join(':');
    return (surroundings) => ({
      command: 'java',
      args: ['-cp', classPath, 'bench.Main'],
      env: { ...watchVariables(surroundings), ...pgVariables(surroundings) },
    });
  },
};

/** A process to be killed: starts a server that only sleeps, says what has to be gone afterwards, and waits or throws. */
import { join } from 'node:path';
import { ServerProcess } from '../../src/process/server-process.ts';
import { makeWorkDirectory } from '../../src/process/work-directory.ts';
import { announce } from './announce.ts';

const { path } = await makeWorkDirectory('sleeper');
const server = await ServerProcess.start({
  name: 'sleeper',
  command: 'sh',
  args: ['-c', 'trap "" INT; sleep 60 & wait'],
  logPath: join(path, 'log'),
  isReady: () => Promise.resolve(true),
  stopSignal: 'SIGTERM',
});
announce([server], [path]);
if (process.argv[2] === 'throw') throw new Error('crashed on purpose');

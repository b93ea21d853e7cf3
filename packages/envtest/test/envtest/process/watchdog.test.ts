import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ServerProcess } from '../../../src/process/server-process.ts';
import { childrenOf } from '../../support/children.ts';
import { end, expectGone, expectRunning, startParent } from '../../support/crash.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** The process ids of a process's watchdogs. */
const watchdogsOf = (pid: number): readonly number[] =>
  [...childrenOf(pid)].filter(([, command]) => command === 'kubewright-watchdog').map(([child]) => child);

test.concurrent.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'a process that dies of %s takes its servers, their children and its folders along',
  async (signal) => {
    const { child, belongings } = await startParent('sleeper-parent');
    expectRunning(belongings);
    await end(child, signal);
    await expectGone(belongings);
  },
);

test('so does one that crashes', async () => {
  const { child, belongings } = await startParent('sleeper-parent', 'throw');
  await end(child);
  await expectGone(belongings);
});

test('a watchdog that is killed is replaced', async () => {
  const { child, belongings } = await startParent('sleeper-parent');
  const pid = child.pid ?? 0;
  await expect.poll(() => watchdogsOf(pid)).toHaveLength(1);
  const [first = 0] = watchdogsOf(pid);
  process.kill(first, 'SIGKILL');
  await expect.poll(() => watchdogsOf(pid).filter((each) => each !== first)).toHaveLength(1);
  await end(child, 'SIGKILL');
  await expectGone(belongings);
});

test('a signal to the watchdog alone does not stop it', async () => {
  const { child, belongings } = await startParent('sleeper-parent');
  const pid = child.pid ?? 0;
  await expect.poll(() => watchdogsOf(pid)).toHaveLength(1);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(watchdogsOf(pid)[0] ?? 0, signal);
  expectRunning(belongings);
  await end(child, 'SIGKILL');
  await expectGone(belongings);
});

test('there is one only while there is something to watch', async () => {
  const logPath = join(await temporaryDirectory(), 'log');
  const server = await ServerProcess.start({
    name: 'sleeper',
    command: 'sleep',
    args: ['60'],
    logPath,
    isReady: () => Promise.resolve(true),
    stopSignal: 'SIGTERM',
  });
  await expect.poll(() => watchdogsOf(process.pid)).toHaveLength(1);
  await server.stop();
  await expect.poll(() => watchdogsOf(process.pid)).toEqual([]);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { identify, isRunning } from '../../../src/process/process-identity.ts';
import { reap, signalGroup } from '../../../src/process/reap.ts';

/** Starts a shell script in a group of its own; resolves with what it prints first. */
async function start(script: string): Promise<{ readonly child: ChildProcess; readonly printed: string }> {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, printed: chunk.toString().trim() };
}

const reapable = (child: ChildProcess) => ({ ...identify(child.pid ?? 0), stopSignal: 'SIGTERM' as const });

test('ends several at once, each on its own signal', async () => {
  const [first, second] = await Promise.all([start('echo up; exec sleep 60'), start('echo up; exec sleep 60')]);
  const ends = [once(first.child, 'exit'), once(second.child, 'exit')];
  await reap([reapable(first.child), { ...reapable(second.child), stopSignal: 'SIGINT' }]);
  expect(await Promise.all(ends)).toEqual([
    [null, 'SIGTERM'],
    [null, 'SIGINT'],
  ]);
});

test('kills one that ignores its signal, once its time is up', async () => {
  const { child } = await start('trap "" TERM; echo up; while :; do sleep 60; done');
  const end = once(child, 'exit');
  await reap([reapable(child)], 50);
  expect(await end).toEqual([null, 'SIGKILL']);
});

test('kills what the leader started, too', async () => {
  const { child, printed } = await start('trap "" INT; sleep 60 & trap - INT; echo $!; wait');
  const started = identify(Number(printed));
  await reap([{ ...reapable(child), stopSignal: 'SIGINT' }]);
  await expect.poll(() => isRunning(started)).toBe(false);
});

test('does not touch a process that has the id of one that ended', async () => {
  const { child } = await start('echo up; exec sleep 60');
  const identity = reapable(child);
  await reap([{ ...identity, start: '1' }]);
  signalGroup({ ...identity, start: '1' }, 'SIGKILL');
  expect(isRunning(identity)).toBe(true);
  await reap([identity]);
});

test('has nothing to do for one that has ended', async () => {
  const { child } = await start('echo up; exec sleep 60');
  const identity = reapable(child);
  await reap([identity]);
  await reap([identity]);
  expect(isRunning(identity)).toBe(false);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identify, isRunning } from '../../../src/process/process-identity.ts';

test('a running process is named and known again', () => {
  const me = identify(process.pid);
  expect(me).toEqual(identify(process.pid));
  expect(isRunning(me)).toBe(true);
});

test('another process that has its id by now is not taken for it', () => {
  expect(isRunning({ ...identify(process.pid), start: '1' })).toBe(false);
});

test('a child can be named at once, and is not running once it has ended', async () => {
  const child = spawn('true');
  const identity = identify(child.pid ?? 0);
  await once(child, 'exit');
  expect(isRunning(identity)).toBe(false);
  expect(() => identify(identity.pid)).toThrow(`there is no process ${identity.pid}`);
});

test('a process that has ended but that its parent does not collect is not running', async () => {
  // Its parent becomes `cat`, which collects nothing, and tells of the child only then: a shell might collect it.
  const directory = await mkdtemp(join(tmpdir(), 'process-identity-'));
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $! > "$0"; exec cat "$0" -', join(directory, 'child')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(async () => {
    parent.kill('SIGKILL');
    await rm(directory, { recursive: true });
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const child = identify(Number(line.toString()));
  process.kill(child.pid, 'SIGKILL');
  await expect.poll(() => isRunning(child)).toBe(false);
  expect(identify(child.pid)).toEqual(child); // a zombie
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identify, isRunning } from '../../../src/process/process-identity.ts';
import { ServerProcess, type ServerProcessOptions } from '../../../src/process/server-process.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

async function options(script: string, over: Partial<ServerProcessOptions> = {}): Promise<ServerProcessOptions> {
  const logPath = join(await temporaryDirectory(), 'log');
  return {
    name: 'the server',
    command: 'sh',
    args: ['-c', script],
    logPath,
    isReady: async () => (await readFile(logPath, 'utf8')).includes('up'),
    stopSignal: 'SIGTERM',
    ...over,
  };
}

test('is there once it is ready, and gone after stop', async () => {
  const server = await ServerProcess.start(await options('echo up; exec sleep 60'));
  const identity = identify(server.pid);
  expect(server.isRunning).toBe(true);
  await server.stop();
  expect(server.isRunning).toBe(false);
  expect(isRunning(identity)).toBe(false);
  expect(await server.exited).toEqual({ code: null, signal: 'SIGTERM' });
  await server.stop();
});

test('can be stopped by another signal than its own', async () => {
  const server = await ServerProcess.start(await options('echo up; exec sleep 60'));
  await server.stop('SIGKILL');
  expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('has its variables, and both its outputs in the log', async () => {
  const start = await options('echo up $NAME; echo err >&2; exec sleep 60', { env: { NAME: 'x' } });
  await using server = await ServerProcess.start(start);
  await expect.poll(() => readFile(server.logPath, 'utf8')).toBe('up x\nerr\n');
});

test('that ends before it is ready is an error that quotes its log', async () => {
  const start = await options('echo bad flag; exit 3');
  await expect(ServerProcess.start(start)).rejects.toThrow(
    'the server ended (exit code 3). The end of its log:\nbad flag',
  );
});

test('that ends without a word is an error, too', async () => {
  const start = await options('kill -9 $$');
  await expect(ServerProcess.start(start)).rejects.toThrow('the server ended (signal SIGKILL) and said nothing');
});

test('that is not ready in time is an error, and it does not run then', async () => {
  const start = await options('echo $$; exec sleep 60', { readyTimeoutMs: 200 });
  await expect(ServerProcess.start(start)).rejects.toThrow(/^the server was not ready within 200 ms/);
  const pid = Number(await readFile(start.logPath, 'utf8'));
  expect(() => identify(pid)).toThrow();
});

test('whose start is cancelled does not run', async () => {
  const cancel = new AbortController();
  const isReady = (): Promise<boolean> => {
    cancel.abort(new Error('Ctrl-C'));
    return Promise.resolve(false);
  };
  const start = await options('echo $$; exec sleep 60', { signal: cancel.signal, isReady });
  await expect(ServerProcess.start(start)).rejects.toThrow('Ctrl-C');
});

test('that is no program is an error that names it', async () => {
  const start = await options('', { command: '/no/such/program' });
  await expect(ServerProcess.start(start)).rejects.toThrow('cannot start the server: /no/such/program');
});

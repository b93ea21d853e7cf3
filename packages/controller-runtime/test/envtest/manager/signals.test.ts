import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import process from 'node:process';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { expect, test } from 'vitest';

const env = testEnvironment({ namespaces: 1 });

/** Runs the operator as a process of its own. Killed at the end of the block if it still runs. */
function startProgram(mode: string) {
  const program = fileURLToPath(new URL('programs/operator.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--conditions=@kubewright/source', program, env.kubeconfigPath, env.namespace, mode],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    exited,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    logged: () =>
      log
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}

test('SIGTERM stops everything in order, and the process ends by itself', async () => {
  await env.kubectl('create', 'configmap', 'seen');
  using program = startProgram('plain');
  await eventually(() =>
    expect(program.logged()).toContainEqual(expect.objectContaining({ msg: 'seen', object: 'seen' })),
  );
  program.kill('SIGTERM');
  expect(await program.exited).toBe(0);
  const messages = program.logged().map(({ msg }) => msg);
  expect(messages).toContain('gave the leader lease back');
  expect(messages.at(-1)).toBe('the end');
  expect(program.logged().find(({ msg }) => msg === 'stopping')).toMatchObject({ reason: 'received SIGTERM' });
  expect(program.logged().filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});

test('a second signal ends it at once', async () => {
  await env.kubectl('create', 'configmap', 'hangs');
  using program = startProgram('hang');
  await eventually(() => expect(program.logged()).toContainEqual(expect.objectContaining({ msg: 'seen' })));
  program.kill('SIGINT');
  await eventually(() => expect(program.logged()).toContainEqual(expect.objectContaining({ msg: 'stopping' })));
  program.kill('SIGINT');
  expect(await program.exited).toBe(1);
});

import { expect, test } from 'vitest';
import { runCommand } from '../../../src/process/run-command.ts';

test('returns both outputs and the exit code', async () => {
  expect(await runCommand('sh', ['-c', 'echo out; echo err >&2; exit 3'])).toEqual({
    stdout: 'out\n',
    stderr: 'err\n',
    exitCode: 3,
  });
});

test('says 128 + n where a signal ended it', async () => {
  expect(await runCommand('sh', ['-c', 'kill -TERM $$'])).toMatchObject({ exitCode: 143 });
});

test('hands it the input, also where it reads none of it', async () => {
  expect(await runCommand('cat', [], { input: 'abc' })).toMatchObject({ stdout: 'abc' });
  expect(await runCommand('true', [], { input: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
});

test('runs in the folder and with exactly the environment that it is given', async () => {
  const { stdout } = await runCommand('/bin/sh', ['-c', 'pwd; echo "$A$HOME"'], { cwd: '/', env: { A: 'b' } });
  expect(stdout).toBe('/\nb\n');
});

test('tells each whole line of standard error, however it comes', async () => {
  const lines: string[] = [];
  const script = 'printf "one\\ntw" >&2; sleep 0.02; printf "o\\nthr" >&2';
  await runCommand('sh', ['-c', script], { onStderrLine: (line) => void lines.push(line) });
  expect(lines).toEqual(['one', 'two']);
});

test('keeps a character that comes in two pieces whole', async () => {
  const { stdout } = await runCommand('sh', ['-c', "printf '\\303'; sleep 0.02; printf '\\244'"]);
  expect(stdout).toBe('ä');
});

test('rejects where there is no such command', async () => {
  await expect(runCommand('/no/such/program', [])).rejects.toThrow('cannot run /no/such/program');
});

test('ends it, and rejects with the reason, when it is cancelled', async () => {
  const cancel = new AbortController();
  const running = runCommand('sh', ['-c', 'echo up >&2; exec sleep 60'], {
    signal: cancel.signal,
    onStderrLine: () => cancel.abort(new Error('Ctrl-C')),
  });
  await expect(running).rejects.toThrow('Ctrl-C');
  await expect(runCommand('true', [], { signal: cancel.signal })).rejects.toThrow('Ctrl-C');
});

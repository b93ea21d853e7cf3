import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from '@kubewright/envtest/vitest';
import { describe, expect, onTestFinished, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));

interface Run {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** How it ended. */
  readonly exit: Promise<number | null>;
}

function run(...args: readonly string[]): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  return { child, stdout: () => stdout, stderr: () => stderr, exit };
}

const shell = async (script: string): Promise<string> => (await promisify(execFile)('sh', ['-c', script])).stdout;

describe('start', () => {
  test('runs until Ctrl-C, prints what a shell needs, and leaves nothing', async () => {
    const { child, stdout, stderr, exit } = run('start');
    await eventually(() => stderr().includes('Ready'), { timeoutMs: 25_000 });
    const script = 'kubectl get namespace default --output=name; echo "$KUBECONFIG"; echo "$PSQL_HOST"';
    const [namespace, kubeconfig = '', host] = (await shell(`${stdout()}\n${script}`)).split('\n');
    expect({ namespace, host }).toEqual({ namespace: 'namespace/default', host: '127.0.0.1' });
    child.kill('SIGINT');
    expect(await exit).toBe(0);
    const directory = dirname(kubeconfig);
    expect(existsSync(directory)).toBe(false);
    expect(await shell(`ps -A -o args= | grep -F "${directory}" | grep -v grep || true`)).toBe('');
  });

  test('interrupted while it starts, it leaves nothing and says by what', async () => {
    const { child, stderr, exit } = run('start', '--no-postgres');
    // Started by then, but not ready: that takes seconds.
    const etcd = await eventually(async () =>
      shell(`ps -A -o ppid=,args= | grep "^ *${child.pid} .*etcd --data" || true`),
    );
    const directory = /--data-dir=(\S+)\//.exec(etcd)?.[1] ?? '';
    expect(existsSync(directory)).toBe(true);
    child.kill('SIGTERM');
    expect(await exit).toBe(143);
    expect(stderr()).toContain('interrupted by SIGTERM');
    expect(existsSync(directory)).toBe(false);
  });

  test('ends with 1 when a server ends by itself, and names it', async () => {
    const { child, stderr, exit } = run('start');
    await eventually(() => stderr().includes('Ready'), { timeoutMs: 25_000 });
    await shell(`kill -9 $(ps -A -o pid=,ppid=,args= | awk '$2 == ${child.pid} && /bin\\/postgres/ { print $1 }')`);
    expect(await exit).toBe(1);
    expect(stderr()).toContain('PostgreSQL ended by itself (signal SIGKILL)');
  });
});

test('binaries prints the folder', async () => {
  const { stdout, exit } = run('binaries');
  expect(await exit).toBe(0);
  expect(await shell(`ls ${stdout()}`)).toContain('kube-apiserver');
});

test('--help prints the usage and is no failure', async () => {
  const { stdout, stderr, exit } = run('--help');
  expect(await exit).toBe(0);
  expect(stdout()).toMatch(/^Usage: kubewright-envtest start/);
  expect(stderr()).toBe('');
});

test('wrong usage ends with 2, with the usage on standard error', async () => {
  const { stdout, stderr, exit } = run('start', '--what');
  expect(await exit).toBe(2);
  expect(stderr()).toMatch(/^kubewright-envtest: Unknown option '--what'[^]*Usage:/);
  expect(stdout()).toBe('');
});

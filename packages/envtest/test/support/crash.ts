import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { eventually } from '@kubewright/envtest/vitest';
import { expect } from 'vitest';
import { isRunning, type ProcessIdentity } from '../../src/process/process-identity.ts';

/** What has to be gone when its process is gone. */
export interface Belongings {
  readonly processes: readonly ProcessIdentity[];
  readonly directories: readonly string[];
}

/** Starts a script of this folder as a process of its own; resolves once what it starts is there. */
export async function startParent(
  script: 'sleeper-parent' | 'servers-parent',
  ...args: readonly string[]
): Promise<{ readonly child: ChildProcess; readonly belongings: Belongings }> {
  const path = fileURLToPath(new URL(`./${script}.ts`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, belongings: JSON.parse(line) as Belongings };
  }
  throw new Error(`the process ended without a word: ${stderr}`);
}

/** Ends a process by a signal, or lets it end by itself. */
export async function end(child: ChildProcess, signal?: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  if (signal !== undefined) child.kill(signal);
  await exit;
}

export function expectRunning({ processes, directories }: Belongings): void {
  expect(processes.filter((each) => !isRunning(each))).toEqual([]);
  expect(directories.filter((path) => !existsSync(path))).toEqual([]);
}

/** The watchdog acts after the end of the process; that it is quick is part of what it promises. */
export async function expectGone({ processes, directories }: Belongings): Promise<void> {
  await eventually(() => {
    expect(processes.filter(isRunning)).toEqual([]);
    expect(directories.filter((path) => existsSync(path))).toEqual([]);
  });
}

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the checkout: every command runs there. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Finished {
  readonly code: number;
  /** stdout and stderr as they came. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly stream?: boolean;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command to its end, at the root unless `cwd` says where. `stream` shows its output as it comes; else it is only
 * kept. `env` adds to this process's environment.
 */
export async function run(
  command: readonly [string, ...string[]],
  { stream = false, cwd = ROOT, env = {} }: RunOptions = {},
): Promise<Finished> {
  const [file, ...args] = command;
  const started = performance.now();
  const child = spawn(file, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const [source, sink] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    source.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (stream) sink.write(text);
    });
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exit, signal) => {
      resolve(exit ?? (signal === null ? 1 : 128));
    });
  });
  return { code, output, seconds: (performance.now() - started) / 1000 };
}

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

/** Runs a command to its end, at the root unless `cwd` says where. `stream` shows its output as it comes; else it is only kept. */
export async function run(
  command: readonly [string, ...string[]],
  { stream = false, cwd = ROOT }: { readonly stream?: boolean; readonly cwd?: string } = {},
): Promise<Finished> {
  const [file, ...args] = command;
  const started = performance.now();
  const child = spawn(file, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
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

import { readFile } from 'node:fs/promises';

/** How much later than due an event loop came to a timer that fires every millisecond, in ms. */
export interface LoopDelay {
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly samples: number;
}

/** The variable that names the file to write it to. */
export const LOOP_DELAY_FILE = 'BENCH_LOOP_DELAY_FILE';

const PRELOAD = new URL('loop-delay-preload.ts', import.meta.url);

/** The environment with which a program on Node leaves the delays of its event loop in a file when it ends. */
export const loopDelayEnvironment = (path: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${PRELOAD.href}`,
  [LOOP_DELAY_FILE]: path,
});

/** What it left. @throws Error where it left nothing: it never connected to anything, or it did not end by itself. */
export async function readLoopDelay(path: string): Promise<LoopDelay> {
  return JSON.parse(await readFile(path, 'utf8')) as LoopDelay;
}

import { readFile } from 'node:fs/promises';

/** What is not exceeded by 99 % and by 99.9 % of all values, and by none, in ms. */
export interface Tail {
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** How a process's event loop came round, as a timer saw it that is due every millisecond. */
export interface LoopDelay {
  /** How much later than due it was called: for the process's own work, or because others had the CPU. */
  readonly late: Tail;
  /** CPU time of the loop's thread from one call to the next: its own work that held up the loop. */
  readonly work: Tail;
  readonly samples: number;
}

/** The variable that names the file to write it to. */
export const LOOP_DELAY_FILE = 'BENCH_LOOP_DELAY_FILE';

const PRELOAD = new URL('loop-delay-preload.ts', import.meta.url);

/** The environment with which a program on Node leaves a {@link LoopDelay} in a file when it ends. */
export const loopDelayEnvironment = (path: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${PRELOAD.href}`,
  [LOOP_DELAY_FILE]: path,
});

/** What it left. @throws Error where it left nothing: it never connected to anything, or it did not end by itself. */
export async function readLoopDelay(path: string): Promise<LoopDelay> {
  return JSON.parse(await readFile(path, 'utf8')) as LoopDelay;
}

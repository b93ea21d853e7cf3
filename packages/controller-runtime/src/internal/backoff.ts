/** An exponential back-off: capped, with jitter, safe for any count. */
export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait after the `failures`-th failure in a row (1: the first). Half of it is jitter, so that those who failed together do not return together.
 *
 * @param random A number from 0 up to 1.
 */
export function backoffMs(failures: number, random: number, { baseMs, maxMs }: BackoffOptions): number {
  // 2 ** 1024 is Infinity, and a timer of Infinity fires at once.
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(Math.max(failures - 1, 0), 30));
  return ceiling / 2 + (random * ceiling) / 2;
}

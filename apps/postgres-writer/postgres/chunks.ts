/** Rows per statement: large enough that round trips do not count, small enough for one statement's deadline. */
export const CHUNK = 1_000;

/** `items` in runs of `size` at most. */
export function* chunksOf<T>(items: readonly T[], size: number = CHUNK): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

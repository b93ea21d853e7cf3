/**
 * Hears what goes on, in words for a person.
 * @param message a whole line, without the line feed.
 * @param kind `begin` for something new, `update` for new numbers of the same, about every second.
 */
export type ProgressListener = (message: string, kind: 'begin' | 'update') => void;

/** The part of `process.stderr` that is needed. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** In a pipe or a file, a line is added for an update at most this often. */
const QUIET_MS = 15_000;

/**
 * Shows progress on a stream: in a terminal one line that changes, else plain lines, few of them. `done` ends the line
 * in a terminal; call it before anything else is written there.
 */
export function progressReporter(
  stream: ProgressStream = process.stderr,
  now: () => number = () => performance.now(),
): ProgressListener & { done(): void } {
  let lastWrite = -Infinity;
  let isLineOpen = false;
  const done = (): void => {
    if (isLineOpen) stream.write('\n');
    isLineOpen = false;
  };
  const inTerminal: ProgressListener = (message, kind) => {
    if (kind === 'begin') done();
    // A line that wraps could not be written over. Carriage return, the text, then erase to the end of the line.
    stream.write(`\r${message.slice(0, (stream.columns ?? 80) - 1)}\x1b[K`);
    isLineOpen = true;
  };
  const inPipe: ProgressListener = (message, kind) => {
    if (kind === 'update' && now() - lastWrite < QUIET_MS) return;
    lastWrite = now();
    stream.write(`${message}\n`);
  };
  return Object.assign(stream.isTTY === true ? inTerminal : inPipe, { done });
}

/** 72,000 → `1m 12s`. */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m ${String(seconds % 60).padStart(2, '0')}s`;
}

import process from 'node:process';
import type { LogSink } from './create-logger.ts';

/**
 * Standard error. Writes to files, terminals and (on POSIX) pipes are synchronous, so the last lines before an exit are
 * not lost.
 */
export function stderrSink(): LogSink {
  const { stderr } = process;
  // A reader that went away (EPIPE) must not end the program; there is nowhere left to report it to. Added once.
  if (!stderr.listeners('error').includes(ignore)) stderr.on('error', ignore);
  return {
    isTerminal: stderr.isTTY,
    colours: stderr.isTTY && stderr.hasColors(), // heeds NO_COLOR, FORCE_COLOR and TERM
    write: (line) => {
      stderr.write(line);
    },
  };
}

function ignore(): void {
  // See above.
}

import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Reapable } from './reap.ts';
import { Belongings, encodeMessage, type WatchdogMessage } from './watchdog-messages.ts';

/** The same folder's `watchdog-main`, as source or as built, whichever this file is. */
const MAIN = fileURLToPath(
  new URL(`./watchdog-main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
);

/**
 * Sees to it that what this process started is gone when this process is gone. A detached process holds the other end
 * of a pipe; when the pipe closes it ends the processes and removes the directories it was told of.
 *
 * Guarantees: no handler for signals or exit is installed here, so a test runner's own are not disturbed.
 * Runs only while there is something to watch, and never keeps this process alive.
 */
class Watchdog {
  readonly #belongings = new Belongings();
  #child: ChildProcess | undefined;

  /** @throws Error where the watchdog cannot be started: then nothing must be started either. */
  tell(message: WatchdogMessage): void {
    this.#belongings.apply(message);
    if (this.#belongings.isEmpty) {
      this.#child?.stdin?.end(encodeMessage(message));
      this.#child = undefined;
      return;
    }
    if (this.#child === undefined) this.#start();
    else this.#child.stdin?.write(encodeMessage(message));
  }

  #start(): void {
    const child = spawn(process.execPath, [MAIN], {
      detached: true, // Ctrl-C in a terminal goes to the group in front, and this is not for it
      stdio: ['pipe', 'ignore', 'inherit'],
      cwd: '/',
      env: { ...process.env, NODE_OPTIONS: '' }, // nor are a debugger's options
    });
    // Told twice: by the missing pid below, where it matters, and by an event, which must not go unheard.
    child.on('error', () => undefined);
    if (child.pid === undefined) throw new Error(`cannot start the watchdog process ${process.execPath} ${MAIN}`);
    child.stdin.on('error', () => undefined); // EPIPE: its exit is seen below
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      if (signal !== null)
        this.#start(); // somebody killed it while there was something to watch
      else process.emitWarning(`the watchdog failed (exit code ${code ?? 0}): servers may outlive this process`);
    });
    for (const message of this.#belongings.toMessages()) child.stdin.write(encodeMessage(message));
    child.unref();
    unref(child.stdin);
    this.#child = child;
  }
}

const watchdog = new Watchdog();

/** Has the process ended when this one is gone. Call it in the same tick in which the process was spawned. */
export function watchProcess(process: Reapable): { ended(): void } {
  watchdog.tell({ type: 'process', process });
  return { ended: () => watchdog.tell({ type: 'processEnded', pid: process.pid }) };
}

/** Has the directory removed when this process is gone. */
export function watchDirectory(path: string): { removed(): void } {
  watchdog.tell({ type: 'directory', path });
  return { removed: () => watchdog.tell({ type: 'directoryRemoved', path }) };
}

/** Node types the end of a pipe as any stream, but it is a socket. */
function unref(pipe: Writable): void {
  if (pipe instanceof Socket) pipe.unref();
}

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { identify } from './process-identity.ts';
import { reap } from './reap.ts';
import { watchProcess } from './watchdog.ts';

export interface RunCommandOptions {
  /** The whole environment. Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What it reads from standard input. Default: nothing. */
  readonly input?: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Ends the command and all it started; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Have it ended when this process dies before it. For what would go on long. @defaultValue false */
  readonly watch?: boolean;
  /** Each line of standard error as it comes. */
  readonly onStderrLine?: (line: string) => void;
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 + n where signal n ended it, as shells say it. */
  readonly exitCode: number;
}

/**
 * Runs a command to its end. A failing command is a result, not an error.
 * @throws Error where it cannot be started, or the signal's reason where it was cancelled.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunCommandOptions = {},
): Promise<CommandResult> {
  const { signal, onStderrLine } = options;
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    env: options.env ?? process.env,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...options.user,
    detached: true, // a group of its own, so that all it started can be ended with it
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) {
    const cause = await new Promise((resolve) => child.once('error', resolve));
    throw new Error(`cannot run ${command}`, { cause });
  }
  const identity = { ...identify(child.pid), stopSignal: 'SIGINT' as const };
  const watched = options.watch === true ? watchProcess(identity) : undefined;
  const cancel = () => void reap([identity]);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const unfinished = stderr.slice(stderr.lastIndexOf('\n') + 1);
      stderr += text;
      if (onStderrLine) for (const line of (unfinished + text).split('\n').slice(0, -1)) onStderrLine(line);
    });
    child.stdin.on('error', () => undefined); // EPIPE: it did not want to read all; its exit code says the rest
    child.stdin.end(options.input);
    const exitCode = await new Promise<number>((resolve) => {
      child.once('close', (code, by) => resolve(code ?? 128 + (by === null ? 0 : signalNumber(by))));
    });
    signal?.throwIfAborted();
    return { stdout, stderr, exitCode };
  } finally {
    signal?.removeEventListener('abort', cancel);
    watched?.ended();
  }
}

const signalNumber = (name: NodeJS.Signals): number => constants.signals[name];

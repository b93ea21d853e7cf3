import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { identify, type ProcessIdentity } from './process-identity.ts';
import { reap, signalGroup } from './reap.ts';
import { watchProcess } from './watchdog.ts';

export interface ServerProcessOptions {
  /** As messages call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The user to run as, where this process is root. Default: as this process. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Standard output and error are appended here. */
  readonly logPath: string;
  /** Is it ready to serve? Asked again and again; a rejection means not yet. `attempt` aborts when it takes too long. */
  readonly isReady: (attempt: AbortSignal) => Promise<boolean>;
  /** @defaultValue 60,000 */
  readonly readyTimeoutMs?: number;
  /** On what it ends quickly and without leaving anything in the system. */
  readonly stopSignal: NodeJS.Signals;
  /** @defaultValue 10,000; then SIGKILL */
  readonly stopTimeoutMs?: number;
  /** Gives up waiting for it to become ready, and ends it. */
  readonly signal?: AbortSignal | undefined;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const READY_POLL_MS = 25;
const READY_ATTEMPT_MS = 2_000;
/** What of the log an error quotes. */
const LOG_TAIL_CHARACTERS = 4_000;

/** A server in a process of its own, that is gone at the latest when this process is gone. */
export class ServerProcess {
  readonly #options: ServerProcessOptions;
  readonly #identity: ProcessIdentity;
  /** Resolves when the process has ended, for whatever reason. Never rejects. */
  readonly exited: Promise<Exit>;
  #exit: Exit | undefined;

  private constructor(options: ServerProcessOptions, child: ChildProcess, pid: number) {
    this.#options = options;
    this.#identity = identify(pid);
    const watched = watchProcess({ ...this.#identity, stopSignal: options.stopSignal });
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#exit = { code, signal };
        watched.ended();
        resolve(this.#exit);
      });
    });
  }

  /**
   * Starts the process and resolves once it is ready.
   * @throws Error that quotes the end of its log, where it ended or was not ready in time; it does not run then.
   */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const server = await ServerProcess.#spawn(options);
    try {
      await server.#becomeReady();
    } catch (thrown) {
      await server.stop();
      throw thrown;
    }
    return server;
  }

  static async #spawn(options: ServerProcessOptions): Promise<ServerProcess> {
    // A file, not a pipe: a pipe that nobody reads any more would block or kill the server.
    await using log = await open(options.logPath, 'a');
    const child = spawn(options.command, options.args, {
      env: { ...process.env, ...options.env },
      ...options.user,
      // A group of its own: Ctrl-C in a terminal goes to the group in front, and who stops a server decides when.
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    if (child.pid === undefined) {
      const cause = await new Promise((resolve) => child.once('error', resolve));
      throw new Error(`cannot start ${options.name}: ${options.command}`, { cause });
    }
    return new ServerProcess(options, child, child.pid);
  }

  get name(): string {
    return this.#options.name;
  }

  /** Where its output goes. */
  get logPath(): string {
    return this.#options.logPath;
  }

  get pid(): number {
    return this.#identity.pid;
  }

  get isRunning(): boolean {
    return this.#exit === undefined;
  }

  /**
   * Ends the process; resolves once it has ended. Nothing happens where it has ended already.
   * @param signal what to send first. Default: the stop signal of the options.
   */
  async stop(signal: NodeJS.Signals = this.#options.stopSignal): Promise<void> {
    if (!this.isRunning) return;
    await reap([{ ...this.#identity, stopSignal: signal }], this.#options.stopTimeoutMs ?? 10_000);
    await this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Sends a signal and does not wait: SIGSTOP and SIGCONT freeze and thaw it, for instance. */
  signal(signal: NodeJS.Signals): void {
    signalGroup(this.#identity, signal);
  }

  async #becomeReady(): Promise<void> {
    const { name, readyTimeoutMs = 60_000, isReady, signal } = this.#options;
    const deadline = performance.now() + readyTimeoutMs;
    for (;;) {
      signal?.throwIfAborted();
      if (this.#exit !== undefined)
        throw new Error(`${name} ended (${describeExit(this.#exit)})${await this.#logTail()}`);
      if (performance.now() > deadline)
        throw new Error(`${name} was not ready within ${readyTimeoutMs} ms${await this.#logTail()}`);
      const attempt = AbortSignal.any([
        AbortSignal.timeout(READY_ATTEMPT_MS),
        ...(signal === undefined ? [] : [signal]),
      ]);
      if (await isReady(attempt).catch(() => false)) return;
      await delay(READY_POLL_MS);
    }
  }

  async #logTail(): Promise<string> {
    const log = await readFile(this.#options.logPath, 'utf8');
    return log === '' ? ' and said nothing' : `. The end of its log:\n${log.slice(-LOG_TAIL_CHARACTERS)}`;
  }
}

export const describeExit = ({ code, signal }: Exit): string =>
  signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LogCollector, type LogLine } from './log-lines.ts';

const END_WITH_PARENT = new URL('end-with-parent.ts', import.meta.url).href;
const NODE_COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/operator', import.meta.url));
/** The grace period of a pod. */
const STOP_MS = 30_000;

export interface ProgramOptions {
  readonly kubeconfigPath: string;
  /** Where it is started. */
  readonly folder: string;
  /** Further variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** `errorReason` of the errors that it is expected to log. @defaultValue none */
  readonly expectedErrors?: readonly string[];
}

/**
 * `node main.ts` in a folder, as a user starts it, against the cluster of a kubeconfig. Disposing of it stops it with
 * SIGTERM and fails unless it ends cleanly, wrote nothing but log lines, and none of those was of an unexpected error.
 */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #log = new LogCollector();
  readonly #closed: Promise<number | null>;
  readonly #expectedErrors: ReadonlySet<unknown>;

  constructor({ kubeconfigPath, folder, env = {}, expectedErrors = [] }: ProgramOptions) {
    const { PATH, HOME, TMPDIR } = process.env;
    const node = ['--conditions=@kubewright/source', `--import=${END_WITH_PARENT}`];
    this.#expectedErrors = new Set(expectedErrors);
    this.#child = spawn(process.execPath, [...node, 'main.ts'], {
      cwd: folder,
      env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, KUBECONFIG: kubeconfigPath, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#log.push(chunk);
      });
    }
    // `close`, not `exit`: by then all that it said has been read.
    this.#closed = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  get logs(): readonly LogLine[] {
    return this.#log.lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#child.exitCode !== null || this.#child.signalCode !== null;
    if (ended) throw this.#failure('ended by itself');
    this.#child.kill('SIGTERM');
    const late = new AbortController();
    const tooLate = delay(STOP_MS, 'late', { signal: late.signal }).catch(() => 'late');
    const code = await Promise.race([this.#closed, tooLate]);
    late.abort();
    if (code === 'late') {
      this.#child.kill('SIGKILL');
      await this.#closed;
      throw this.#failure(`did not stop within ${STOP_MS} ms`);
    }
    if (code !== 0) throw this.#failure(`ended with exit code ${code ?? 'none'}`);
    const isUnexpected = ({ level, errorReason }: LogLine) =>
      level === 'error' && !this.#expectedErrors.has(errorReason);
    if (this.#log.lines.some(isUnexpected)) throw this.#failure('logged an error');
    if (this.#log.plain.length > 0) throw this.#failure('wrote what is no log line');
  }

  #failure(what: string): Error {
    return new Error(`the program ${what}; its output ends with:\n${this.#log.output.slice(-4_000)}`);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '@kubewright/envtest';
import { LogCollector, type LogLine } from './log-lines.ts';

const MAIN = fileURLToPath(new URL('../../apps/postgres-writer/main.ts', import.meta.url));
/** Dozens of operators start in a run; each start then costs half the CPU. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/operator', import.meta.url));
const END_WITH_PARENT = new URL('end-with-parent.ts', import.meta.url).href;

/** The variables that say where PostgreSQL is. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

export interface OperatorOptions {
  readonly kubeconfigPath: string;
  readonly database: DatabaseAddress;
  /** `--namespaces`. */
  readonly namespaces: readonly string[];
  /** Further flags. */
  readonly args?: readonly string[];
  /** Further variables; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface Answer {
  readonly code: number;
  readonly body: string;
}

/** Longer than a start on a busy machine. */
const READY_MS = 30_000;
/** The grace period of a pod. */
const STOP_MS = 30_000;

/** The environment variables of the tutorial. */
export function databaseVariables(address: DatabaseAddress): Readonly<Record<string, string>> {
  return {
    PSQL_HOST: address.host,
    PSQL_PORT: String(address.port),
    PSQL_DBNAME: address.database,
    PSQL_USER: address.user,
    PSQL_PASSWORD: address.password,
  };
}

/**
 * The operator as a process, from source, as `make run` starts it. Its ports are free ones of this helper's choice.
 *
 * An end that nobody asked for fails the test: at the next wait for readiness, or when it is disposed of.
 */
export class OperatorProcess implements AsyncDisposable {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #log: LogCollector;
  readonly #ports: { readonly probes: number; readonly metrics: number };
  #exit: Exit | undefined;
  #endWanted = false;

  private constructor(child: ChildProcess, pid: number, ports: { readonly probes: number; readonly metrics: number }) {
    this.#child = child;
    this.pid = pid;
    this.#ports = ports;
    this.#log = new LogCollector();
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#log.push(chunk);
      });
    }
    // `close`, not `exit`: by then all that it said has been read.
    this.exited = once(child, 'close').then(([code, signal]) => {
      this.#exit = { code: code as number | null, signal: signal as NodeJS.Signals | null };
      return this.#exit;
    });
  }

  /** Starts one and waits until `/readyz` says yes. */
  static async start(options: OperatorOptions): Promise<OperatorProcess> {
    const operator = await OperatorProcess.launch(options);
    try {
      await operator.ready();
    } catch (error) {
      await operator.kill();
      throw error;
    }
    return operator;
  }

  /** Starts one and waits for nothing. */
  static async launch({
    kubeconfigPath,
    database,
    namespaces,
    args = [],
    env = {},
  }: OperatorOptions): Promise<OperatorProcess> {
    const ports = { probes: await freePort(), metrics: await freePort() };
    const flags = [
      `--kubeconfig=${kubeconfigPath}`,
      `--namespaces=${namespaces.join(',')}`,
      `--health-probe-bind-address=127.0.0.1:${ports.probes}`,
      `--metrics-bind-address=127.0.0.1:${ports.metrics}`,
      ...args,
    ];
    const { PATH, HOME, TMPDIR } = process.env;
    const node = ['--conditions=@kubewright/source', `--import=${END_WITH_PARENT}`];
    const child = spawn(process.execPath, [...node, MAIN, ...flags], {
      env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, ...databaseVariables(database), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    if (child.pid === undefined) {
      const [cause] = (await once(child, 'error')) as [Error];
      throw new Error('the operator could not be started', { cause });
    }
    return new OperatorProcess(child, child.pid, ports);
  }

  get logs(): readonly LogLine[] {
    return this.#log.lines;
  }

  /** All that it has written, on both streams. */
  get output(): string {
    return this.#log.output;
  }

  get running(): boolean {
    return this.#exit === undefined;
  }

  /** Waits until `/readyz` says yes. @throws Error with the end of its log where it ended or was not ready in time. */
  async ready({ timeoutMs = READY_MS }: { readonly timeoutMs?: number } = {}): Promise<void> {
    const end = performance.now() + timeoutMs;
    for (let last: Answer | undefined; ;) {
      if (this.#exit !== undefined) throw new Error(`the operator ended: ${describe(this.#exit)}\n${this.#tail()}`);
      last = await this.probe('/readyz');
      if (last?.code === 200) return;
      if (performance.now() > end) {
        throw new Error(`the operator was not ready in ${timeoutMs} ms: ${last?.body ?? 'no answer'}\n${this.#tail()}`);
      }
      await delay(25);
    }
  }

  /** Asks `/healthz` or `/readyz`. Undefined while nobody answers. */
  async probe(path: string): Promise<Answer | undefined> {
    return httpGet(this.#ports.probes, path).catch(() => undefined);
  }

  async metrics(): Promise<string> {
    return (await httpGet(this.#ports.metrics, '/metrics')).body;
  }

  /** Sends SIGTERM and waits for the end. @throws Error if it takes longer than a pod's grace period. */
  async stop(): Promise<Exit> {
    return this.#end('SIGTERM');
  }

  /** A crash: SIGKILL. */
  async kill(): Promise<Exit> {
    return this.#end('SIGKILL');
  }

  /** Sends a signal and does not wait: SIGSTOP and SIGCONT, for instance. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for an end that the operator itself is expected to come to. */
  async ended({ timeoutMs = READY_MS }: { readonly timeoutMs?: number } = {}): Promise<Exit> {
    this.#endWanted = true;
    const late = new AbortController();
    const timedOut = delay(timeoutMs, undefined, { signal: late.signal }).catch(() => undefined);
    const exit = await Promise.race([this.exited, timedOut]);
    late.abort();
    if (exit === undefined) throw new Error(`the operator went on for ${timeoutMs} ms\n${this.#tail()}`);
    return exit;
  }

  /** Stops it if it runs. @throws Error if it had ended by itself, or does not end cleanly. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#endWanted && !this.running) return;
    const died = this.#exit;
    const exit = died ?? (await this.stop());
    if (died !== undefined) throw new Error(`the operator ended by itself: ${describe(exit)}\n${this.#tail()}`);
    if (exit.code !== 0) throw new Error(`the operator did not end cleanly: ${describe(exit)}\n${this.#tail()}`);
    // Warnings of Node, stack traces of a crash: nothing but log lines is expected.
    if (this.#log.plain.length > 0) throw new Error(`the operator wrote: ${this.#log.plain.join('\n')}`);
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Exit> {
    this.#endWanted = true;
    if (this.#exit !== undefined) return this.#exit;
    this.#child.kill(signal);
    try {
      return await this.ended({ timeoutMs: STOP_MS });
    } catch (error) {
      this.#child.kill('SIGKILL');
      await this.exited;
      throw error;
    }
  }

  #tail(): string {
    return `the end of its log:\n${this.#log.output.slice(-4_000)}`;
  }
}

function describe({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
}

async function httpGet(port: number, path: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const call = get({ host: '127.0.0.1', port, path, agent: false, timeout: 5_000 }, (response) => {
    text(response).then((body) => {
      resolve({ code: response.statusCode ?? 0, body });
    }, reject);
  });
  call.on('timeout', () => call.destroy(new Error(`no answer from port ${port} within 5 s`)));
  call.on('error', reject);
  return promise;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** An API server cannot be asked: there is no kubectl, no cluster, or no answer. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

/** An answer of an API server. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const MAX_CONNECTIONS = 8;

/**
 * The way to an API server through `kubectl proxy`, so that whatever kubectl can open can be asked: every kind of kubeconfig
 * and login. It listens on a socket in a folder of our own, which no other user can reach.
 */
export class KubectlProxy implements AsyncDisposable {
  readonly #folder: string;
  readonly #socketPath: string;
  readonly #child: ChildProcess;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });

  private constructor(folder: string, socketPath: string, child: ChildProcess) {
    this.#folder = folder;
    this.#socketPath = socketPath;
    this.#child = child;
  }

  /**
   * Starts the kubectl in PATH, with its own choice of cluster.
   *
   * @throws {ServerError} if it does not start.
   */
  static async start(cwd: string): Promise<KubectlProxy> {
    const folder = mkdtempSync(join(tmpdir(), 'controller-gen-proxy-'));
    const socketPath = join(folder, 'api');
    const child = spawn('kubectl', ['proxy', `--unix-socket=${socketPath}`], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const proxy = new KubectlProxy(folder, socketPath, child);
    try {
      await isServing(child);
      return proxy;
    } catch (thrown) {
      await proxy[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  /** @throws {ServerError} if there is no answer, or none in JSON. */
  async send(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const call = request({
      socketPath: this.#socketPath,
      agent: this.#agent,
      method,
      path,
      headers: { host: 'localhost', accept: 'application/json', 'content-type': 'application/json' },
    });
    call.on('error', reject);
    call.on('response', (response) => {
      text(response)
        .then((answer) => resolve({ status: response.statusCode ?? 0, body: parseAnswer(answer) }))
        .catch(reject);
    });
    call.end(body === undefined ? undefined : JSON.stringify(body));
    try {
      return await promise;
    } catch (thrown) {
      if (thrown instanceof ServerError) throw thrown;
      throw new ServerError(`the API server did not answer: ${messageOf(thrown)}`, { cause: thrown });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    if (this.#child.pid !== undefined && this.#child.exitCode === null) {
      const ended = new Promise((resolve) => void this.#child.once('exit', resolve));
      this.#child.kill();
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Resolves once the proxy says that it serves. */
async function isServing(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
  child.stdout?.once('data', () => resolve(undefined));
  child.once('error', (cause) => reject(new ServerError(`kubectl cannot be run: ${cause.message}`, { cause })));
  child.once('exit', () => reject(new ServerError(`kubectl proxy ended: ${complaint.trim()}`)));
  await promise;
}

function parseAnswer(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch (cause) {
    throw new ServerError(`the API server did not answer: ${answer.trim().slice(0, 200)}`, { cause });
  }
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

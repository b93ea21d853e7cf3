import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';

/** How to reach an API server as an administrator. */
export interface ApiAccess {
  readonly server: string;
  readonly caPem: string;
  readonly certPem: string;
  readonly keyPem: string;
}

export interface ApiAnswer {
  readonly code: number;
  /** Parsed JSON, or the text where it is none. */
  readonly body: unknown;
}

type PatchType = 'json-patch' | 'merge-patch' | 'apply-patch';

/** An answer that is no success. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: number;

  constructor(method: string, path: string, { code, body }: ApiAnswer) {
    const { message } = (typeof body === 'object' && body !== null ? body : {}) as { readonly message?: string };
    super(`${method} ${path}: ${code} ${message ?? String(body)}`);
    this.code = code;
  }
}

/**
 * What a test sees and does at the API server, as an administrator. It shares nothing with the operator's client, so
 * that a mistake there cannot hide itself here. Reads are consistent (no resourceVersion).
 */
export class ApiServer implements Disposable {
  readonly access: ApiAccess;
  readonly #agent: Agent;

  constructor(access: ApiAccess) {
    this.access = access;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 16,
      ca: access.caPem,
      cert: access.certPem,
      key: access.keyPem,
    });
  }

  async get<T>(path: string): Promise<T> {
    return (await this.#expect('GET', path)) as T;
  }

  /** Undefined where there is no such object. */
  async find<T>(path: string): Promise<T | undefined> {
    try {
      return await this.get<T>(path);
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) return undefined;
      throw error;
    }
  }

  async create<T>(path: string, object: unknown): Promise<T> {
    return (await this.#expect('POST', path, object)) as T;
  }

  async replace<T>(path: string, object: unknown): Promise<T> {
    return (await this.#expect('PUT', path, object)) as T;
  }

  async patch<T>(path: string, patch: unknown, type: PatchType = 'merge-patch'): Promise<T> {
    return (await this.#expect('PATCH', path, patch, `application/${type}+json`)) as T;
  }

  async delete(path: string): Promise<void> {
    await this.#expect('DELETE', path);
  }

  /** One request, whatever comes of it. @throws Error if there is no answer at all. */
  async call(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<ApiAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
    const headers = { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': contentType }) };
    const call = request(new URL(path, this.access.server), { method, headers, agent: this.#agent }, (response) => {
      text(response).then((whole) => {
        resolve({ code: response.statusCode ?? 0, body: parse(whole) });
      }, reject);
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async #expect(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown> {
    const answer = await this.call(method, path, body, contentType);
    if (answer.code < 200 || answer.code > 299) throw new ApiFailure(method, path, answer);
    return answer.body;
  }
}

function parse(whole: string): unknown {
  try {
    return JSON.parse(whole);
  } catch {
    return whole;
  }
}

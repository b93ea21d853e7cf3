import { finished, type Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { RestConfig, TlsMaterial } from '../config/index.ts';
import { createCallPool, createWatchConnection } from './pools.ts';

/**
 * The connections to one server. When the TLS identity changes, new requests get new connections, and the old ones
 * close once what runs on them has ended.
 */
export class Connections {
  readonly #target: Pick<RestConfig, 'server' | 'proxyUrl'>;
  /** Everything that must be closed in the end. */
  readonly #open = new Set<Dispatcher>();
  #calls: { readonly tls: TlsMaterial; readonly pool: Dispatcher } | undefined;
  #closed = false;

  constructor(target: Pick<RestConfig, 'server' | 'proxyUrl'>) {
    this.#target = target;
  }

  /** The pool for calls. @throws Error after `close` or `destroy`. */
  forCalls(tls: TlsMaterial): Dispatcher {
    this.requireOpen();
    if (this.#calls?.tls === tls) return this.#calls.pool;
    const before = this.#calls?.pool;
    const pool = createCallPool(this.#target, tls);
    this.#calls = { tls, pool };
    this.#open.add(pool);
    if (before !== undefined) void before.close().then(() => this.#open.delete(before));
    return pool;
  }

  /**
   * Makes a connection for one watch, and gives it up when the stream that `open` resolves to has ended, or `open` rejects
   * or resolves to nothing.
   *
   * @throws Error after `close` or `destroy`.
   */
  async forWatch<R extends { readonly stream?: Readable }>(
    tls: TlsMaterial,
    open: (connection: Dispatcher) => Promise<R>,
  ): Promise<R> {
    this.requireOpen();
    const connection = createWatchConnection(this.#target, tls);
    this.#open.add(connection);
    const giveUp = (): void => void connection.destroy().then(() => this.#open.delete(connection));
    try {
      const answer = await open(connection);
      if (answer.stream === undefined) giveUp();
      else finished(answer.stream, giveUp);
      return answer;
    } catch (error) {
      giveUp();
      throw error;
    }
  }

  /** Lets what runs end (watches too: abort them first), then closes all connections. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map(async (dispatcher) => await dispatcher.close()));
  }

  /** Ends everything now. */
  async destroy(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map(async (dispatcher) => await dispatcher.destroy()));
  }

  /** @throws Error after `close` or `destroy`. */
  requireOpen(): void {
    if (this.#closed) throw new Error('the client is closed');
  }
}

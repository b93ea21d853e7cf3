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
  /** What must be closed in the end. */
  readonly #open = new Set<Dispatcher>();
  /** Closing these is an error to undici. */
  readonly #destroyed = new WeakSet<Dispatcher>();
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
    if (before !== undefined) void this.#close(before);
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
    const giveUp = (): void => void this.#destroy(connection);
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
    await Promise.all([...this.#open].map(async (dispatcher) => await this.#close(dispatcher)));
  }

  /** Ends everything now, also while a `close` waits. */
  async destroy(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map(async (dispatcher) => await this.#destroy(dispatcher)));
  }

  async #close(dispatcher: Dispatcher): Promise<void> {
    if (this.#destroyed.has(dispatcher)) {
      await this.#destroy(dispatcher);
      return;
    }
    await dispatcher.close();
    this.#open.delete(dispatcher);
  }

  async #destroy(dispatcher: Dispatcher): Promise<void> {
    this.#destroyed.add(dispatcher);
    await dispatcher.destroy();
    this.#open.delete(dispatcher);
  }

  /** @throws Error after `close` or `destroy`. */
  requireOpen(): void {
    if (this.#closed) throw new Error('the client is closed');
  }
}

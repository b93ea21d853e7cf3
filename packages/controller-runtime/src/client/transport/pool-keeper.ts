import type { Dispatcher } from 'undici';
import type { RestConfig, TlsMaterial } from '../config/index.ts';
import { createPools, type Pools } from './pools.ts';

/**
 * The pools of the current TLS identity. When the identity changes, new requests get new connections and the old ones
 * close once what runs on them has ended.
 */
export class PoolKeeper {
  readonly #config: Pick<RestConfig, 'server' | 'proxyUrl'>;
  readonly #open = new Set<Dispatcher>();
  #current: { readonly tls: TlsMaterial; readonly pools: Pools } | undefined;
  #closed = false;

  constructor(config: Pick<RestConfig, 'server' | 'proxyUrl'>) {
    this.#config = config;
  }

  /** @throws Error after `close` or `destroy`. */
  for(tls: TlsMaterial): Pools {
    if (this.#closed) throw new Error('the client is closed');
    if (this.#current?.tls === tls) return this.#current.pools;
    const pools = createPools(this.#config, tls);
    const before = this.#current?.pools;
    this.#current = { tls, pools };
    this.#open.add(pools.calls).add(pools.watches);
    if (before !== undefined) {
      for (const pool of [before.calls, before.watches]) void pool.close().then(() => this.#open.delete(pool));
    }
    return pools;
  }

  /** Lets what runs end (watches too: abort them first), then closes all connections. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map(async (pool) => await pool.close()));
  }

  /** Ends everything now. */
  async destroy(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#open].map(async (pool) => await pool.destroy()));
  }
}

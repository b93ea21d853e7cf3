import { createHash } from 'node:crypto';
import type { ChangeListener, Place, RowChange, RowChanges } from '../../controller/row-store.ts';
import { machineClock } from '../clock.ts';
import { toError } from '../errors.ts';
import { SqlError, textOf, type SqlListener, type SqlPool } from '../sql.ts';
import { lockMigrations } from '../statements/ledger-schema.ts';
import { createFunction, createTriggers, dropFunction, findFunction, selectUnwatched } from '../statements/notify.ts';

/** How often tables are looked for that got their first row of ours. */
const INSTALL_EVERY_MS = 15_000;
const RECONNECT = { baseMs: 500, maxMs: 30_000 } as const;

export interface ChangeFeedOptions {
  readonly pool: SqlPool;
  readonly listener: SqlListener;
  readonly clusterId: string;
}

/** Changes by others, told by triggers on the tables of our rows. */
export function createChangeFeed(options: ChangeFeedOptions): RowChanges {
  return new ChangeFeed(options);
}

class ChangeFeed implements RowChanges {
  readonly #pool: SqlPool;
  readonly #listener: SqlListener;
  readonly #clusterId: string;
  /** Clusters that share a database have a function and a channel each. */
  readonly #id: string;
  readonly #deaf = new Set<string>();

  constructor({ pool, listener, clusterId }: ChangeFeedOptions) {
    this.#pool = pool;
    this.#listener = listener;
    this.#clusterId = clusterId;
    this.#id = createHash('sha256').update(clusterId).digest('hex').slice(0, 12);
  }

  async listen(to: ChangeListener): Promise<void> {
    const { signal, onGap, onChange, onLost } = to;
    let failures = 0;
    do {
      const session = new AbortController();
      const both = AbortSignal.any([signal, session.signal]);
      let installing: Promise<void> | undefined;
      const onReady = (): void => {
        failures = 0;
        onGap();
        installing = this.#keepInstalled(to, both);
      };
      const onPayload = (payload: string): void => onChange(readChange(payload));
      try {
        await this.#listener.listen(this.#channel, { onReady, onPayload, signal });
      } catch (thrown) {
        if (!isOver(signal)) onLost?.(toError(thrown));
      }
      session.abort();
      await installing;
      const ceiling = Math.min(RECONNECT.maxMs, RECONNECT.baseMs * 2 ** Math.min(failures, 16));
      await pause(ceiling / 2 + (Math.random() * ceiling) / 2, signal);
      failures++;
    } while (!isOver(signal));
  }

  async silence({ signal }: { readonly signal: AbortSignal }): Promise<boolean> {
    const [found] = await this.#pool.run([findFunction(this.#id)], { signal });
    if (found?.rows[0]?.['name'] === null) return false;
    await this.#pool.run([dropFunction(this.#id)], { signal });
    return true;
  }

  get #channel(): string {
    return `postgres_writer_${this.#id}`;
  }

  async #keepInstalled(to: ChangeListener, signal: AbortSignal): Promise<void> {
    do {
      try {
        await this.#install(to, signal);
      } catch (thrown) {
        // A database that is away, a ledger that is not there yet: the next look will tell.
        if (!(thrown instanceof SqlError) && !isOver(signal)) throw thrown;
      }
      await pause(INSTALL_EVERY_MS, signal);
    } while (!isOver(signal));
  }

  async #install({ onChange, onDeaf }: ChangeListener, signal: AbortSignal): Promise<void> {
    const [unwatched] = await this.#pool.run([selectUnwatched(this.#clusterId, this.#id)], { signal });
    for (const row of unwatched?.rows ?? []) {
      const [oid, keyColumn] = [textOf(row, 'oid'), textOf(row, 'key_column')];
      const place: Place = { schema: textOf(row, 'schema'), table: textOf(row, 'table') };
      if (this.#deaf.has(oid)) continue;
      try {
        await this.#pool.run(
          [lockMigrations, createFunction(this.#id, this.#channel), ...createTriggers(this.#id, place, keyColumn)],
          { signal },
        );
        // What was changed before the triggers were there was not heard.
        onChange({ place, keys: undefined });
      } catch (thrown) {
        if (!(thrown instanceof SqlError)) throw thrown;
        // A lock that others hold passes; a right that is missing does not.
        if (thrown.code !== '42501') continue;
        this.#deaf.add(oid);
        onDeaf?.(place);
      }
    }
  }
}

/** A function, since it changes while one waits. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await machineClock.delay(ms, { signal });
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
}

/** What the trigger's function says. Anybody may notify: whatever else comes is a reason to look at everything. */
export function readChange(payload: string): RowChange {
  const unknown: RowChange = { place: { schema: '', table: '' }, keys: undefined };
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return unknown;
  }
  if (typeof value !== 'object' || value === null) return unknown;
  const { schema, table, keys } = value as Readonly<Record<string, unknown>>;
  if (typeof schema !== 'string' || typeof table !== 'string') return unknown;
  const named = Array.isArray(keys) && keys.every((key) => typeof key === 'string') ? keys : undefined;
  return { place: { schema, table }, keys: named };
}

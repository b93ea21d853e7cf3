import { RowStoreError } from '../../controller/row-store.ts';
import type { StoreClock } from '../clock.ts';
import { formatIdentifier } from '../../controller/place.ts';
import type { SqlPool } from '../sql.ts';
import { describeByName, readTableInfo } from '../statements/describe-table.ts';
import type { TableInfo } from './table-info.ts';
import { parseTableName, refuseReservedSchema, type TableName } from './table-name.ts';

/** How long a description is used before it is looked up again. Statements check name and OID themselves. */
const FRESH_MS = 5_000;
/** Names that were looked up recently; more are looked up again. */
const MAX_REMEMBERED = 1_000;

interface Remembered {
  readonly info: TableInfo;
  readonly readAt: number;
}

/** Looks tables up. Concurrent callers share one query, and its answer serves for a few seconds. */
export class Catalog {
  readonly #pool: SqlPool;
  readonly #clock: StoreClock;
  readonly #byName = new Map<string, Remembered>();
  readonly #pending = new Map<string, Promise<TableInfo>>();

  constructor(pool: SqlPool, clock: StoreClock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  /**
   * What `use` makes of the table that `written` means to the role. `use` throws if the table does not do; a remembered
   * description is looked up again before that counts. Throws InvalidTableName or TableNotFound.
   */
  async use<T extends object>(written: string, use: (info: TableInfo) => T): Promise<T> {
    return this.known(written, use) ?? use(await this.#shared(written));
  }

  /** As {@link use}, of what is remembered alone; `undefined` if that is nothing, or does not do. */
  known<T extends object>(written: string, use: (info: TableInfo) => T): T | undefined {
    const known = this.#byName.get(written);
    if (known === undefined || this.#clock.monotonic() - known.readAt >= FRESH_MS) return undefined;
    try {
      return use(known.info);
    } catch {
      this.#byName.delete(written);
      return undefined;
    }
  }

  /** One query serves all who wait for it, so no caller's signal ends it. */
  async #shared(written: string): Promise<TableInfo> {
    let pending = this.#pending.get(written);
    if (pending === undefined) {
      pending = this.#lookUp(written).finally(() => this.#pending.delete(written));
      this.#pending.set(written, pending);
    }
    return await pending;
  }

  /** Forgets everything: after an error that a changed table explains. */
  forget(): void {
    this.#byName.clear();
  }

  async #lookUp(written: string): Promise<TableInfo> {
    const name = parseTableName(written);
    const [result] = await this.#pool.run([describeByName(name)]);
    const row = result?.rows[0];
    if (row === undefined) {
      this.#byName.delete(written);
      throw new RowStoreError(
        'blocked',
        'TableNotFound',
        `table ${displayName(name)} does not exist, or the search path of the operator's role does not reach it: create it, or write schema.table`,
      );
    }
    const info = readTableInfo(row);
    refuseReservedSchema(info);
    if (this.#byName.size >= MAX_REMEMBERED) this.#byName.clear();
    this.#byName.set(written, { info, readAt: this.#clock.monotonic() });
    return info;
  }
}

const displayName = ({ database, schema, table }: TableName): string =>
  [database, schema, table].flatMap((part) => (part === undefined ? [] : [formatIdentifier(part)])).join('.');

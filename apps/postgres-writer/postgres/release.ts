import { RowStoreError } from '../controller/row-store.ts';
import { chunksOf } from './chunks.ts';
import { keyOf } from './catalog/target.ts';
import type { TableInfo } from './catalog/table-info.ts';
import type { StoreClock } from './clock.ts';
import { notRemoved, toFailure } from './failure.ts';
import type { LedgerPlace } from './ledger/entry.ts';
import { formatPlace } from '../controller/place.ts';
import { RacedError } from './retry.ts';
import { SqlError, type SqlTransaction } from './sql.ts';
import { deleteRows, findRows } from './statements/delete-rows.ts';
import { describeByOid, readTableInfo } from './statements/describe-table.ts';

/** A table that is gone must be so twice, this far apart: a dump being restored looks the same for a moment. */
const SECOND_LOOK_MS = 5_000;

/** Remembers which tables were looked for in vain, and when first. */
export class AbsentTables {
  readonly #clock: StoreClock;
  readonly #firstMissed = new Map<string, number>();

  constructor(clock: StoreClock) {
    this.#clock = clock;
  }

  seen(oid: string): void {
    this.#firstMissed.delete(oid);
  }

  /** Whether the table counts as gone. */
  missed(oid: string): boolean {
    const now = this.#clock.monotonic();
    const first = this.#firstMissed.get(oid);
    if (first === undefined) this.#firstMissed.set(oid, now);
    return first !== undefined && now - first >= SECOND_LOOK_MS;
  }
}

/**
 * Deletes rows that are ours, wherever the ledger says they are, and proves each one absent. Returns how many were
 * deleted. The caller holds the lock on the owner.
 *
 * Throws RowNotRemoved when a row is still there (a trigger, a rule, a foreign key), TableNotFound when a table is gone
 * and has not been so for long enough to count.
 */
export async function releaseRows(
  transaction: SqlTransaction,
  places: readonly LedgerPlace[],
  absent: AbsentTables,
): Promise<number> {
  let removed = 0;
  for (const [, group] of Map.groupBy(places, (place) => `${place.oid} ${place.keyColumn}`)) {
    const first = group[0];
    if (first === undefined) continue;
    const [description] = await transaction.run(describeByOid(first.oid));
    const row = description?.rows[0];
    if (row === undefined) {
      if (!absent.missed(first.oid)) throw perhapsGone(first);
      continue;
    }
    absent.seen(first.oid);
    for (const keys of chunksOf(group.map((place) => place.key))) {
      removed += await deleteVerified(transaction, readTableInfo(row), first.keyColumn, keys);
    }
  }
  return removed;
}

/** Deletes rows of one table by key and proves each one absent. Returns how many were deleted. */
export async function deleteVerified(
  transaction: SqlTransaction,
  info: TableInfo,
  keyColumn: string,
  keys: readonly string[],
): Promise<number> {
  const key = keyOf(info, keyColumn);
  const sorted = [...keys].sort();
  try {
    const [deleted, found] = await transaction.run(deleteRows(info, key, sorted), findRows(info, key, sorted));
    const [guard, ...left] = found?.rows ?? [];
    if (guard === undefined) throw new RacedError(`${formatPlace(info)} is another table by now`);
    if (left.length > 0) throw notRemoved(info);
    return deleted?.rows.length ?? 0;
  } catch (thrown) {
    if (thrown instanceof SqlError && HOLDS.has(thrown.code)) throw toFailure(thrown, { place: info, deleting: true });
    throw thrown;
  }
}

/** foreign_key_violation and restrict_violation. */
const HOLDS: ReadonlySet<string> = new Set(['23503', '23001']);

function perhapsGone(place: LedgerPlace): RowStoreError {
  return new RowStoreError(
    'blocked',
    'TableNotFound',
    `${formatPlace(place)}, where the row was written, is not there; its row counts as gone once the table has been missed for 5 s`,
  );
}

import { onlyRow, textOf, type RunOptions, type SqlPool, type SqlResult } from '../sql.ts';
import {
  confirmSweepStatement,
  deleteTombstones,
  raiseEpochStatement,
  readIdentity,
  takeOver,
  unbindEntries,
  writeIdentity,
} from '../statements/administration.ts';
import { lockMigrations } from '../statements/ledger-schema.ts';

/** A day: longer than any writer stays paused and still believes what it read. */
export const TOMBSTONE_HOURS = 24;

/**
 * Says that etcd was restored to an older state, so that versions count from lower again. Every operator that runs
 * writes nothing any more until it is restarted. Returns the new epoch.
 */
export async function raiseEpoch(pool: SqlPool, options: RunOptions = {}): Promise<bigint> {
  const [result] = await pool.run([raiseEpochStatement], options);
  return BigInt(textOf(onlyRow(result), 'epoch'));
}

/** Lets the next sweep go through if it is of exactly this many owners. */
export async function confirmSweep(pool: SqlPool, count: number, options: RunOptions = {}): Promise<void> {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`count must be a number of owners, got ${count}`);
  await pool.run([confirmSweepStatement(count)], options);
}

/** Gives the entries of cluster `from` to cluster `to`, such as one rebuilt from Git. Returns how many. */
export async function takeover(pool: SqlPool, from: string, to: string, options: RunOptions = {}): Promise<number> {
  if (from === '' || to === '' || from === to) throw new RangeError('takeover needs two different clusters');
  const [result] = await pool.run([takeOver(from, to)], options);
  return result?.rows.length ?? 0;
}

/** Forgets tombstones of a cluster that are at least `hours` old. Returns how many. */
export async function expireTombstones(
  pool: SqlPool,
  clusterId: string,
  { hours = TOMBSTONE_HOURS, ...run }: RunOptions & { readonly hours?: number } = {},
): Promise<number> {
  const [result] = await pool.run([deleteTombstones(clusterId, hours)], run);
  return result?.rows.length ?? 0;
}

/** In which database the ledger is; undefined where it comes from another one, or was never told. */
export function ownIdentity(read: SqlResult | undefined): string | undefined {
  const row = onlyRow(read);
  const actual = textOf(row, 'actual');
  return row['known'] === actual ? actual : undefined;
}

/**
 * Notices that the ledger was restored into another database, and takes the OIDs from its entries then: they name other
 * tables there. Returns whether it was so.
 */
export async function checkIdentity(pool: SqlPool, options: RunOptions = {}): Promise<boolean> {
  const [before] = await pool.run([readIdentity], options);
  if (ownIdentity(before) !== undefined) return false;
  return await pool.transaction(async (transaction) => {
    const [, read] = await transaction.run(lockMigrations, readIdentity);
    const row = onlyRow(read);
    const actual = textOf(row, 'actual');
    const known = row['known'] ?? null;
    if (known === actual) return false;
    if (known !== null) await transaction.run(unbindEntries);
    await transaction.run(writeIdentity(actual));
    return known !== null;
  }, options);
}

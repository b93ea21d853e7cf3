import type { RemoveOutcome, RemoveRequest } from '../controller/row-store.ts';
import type { TableInfo } from './catalog/table-info.ts';
import { hasRow, isFenced } from './decide.ts';
import { HEAD, readEntry, type Entry } from './ledger/entry.ts';
import { deleteVerified, releaseRows, type AbsentTables } from './release.ts';
import { RacedError } from './retry.ts';
import type { SqlTransaction } from './sql.ts';
import { deleteEntries, lockHead, putEntries, selectEntries } from './statements/entries.ts';
import { selectHolders } from './statements/holders.ts';
import type { Writer } from './writer.ts';

export interface RemoveContext {
  readonly writer: Writer;
  readonly absent: AbsentTables;
  /** The table that the request names, where it can be found and its key column tells rows apart. */
  readonly named: TableInfo | undefined;
}

/**
 * Removes one owner's rows in one transaction and leaves a tombstone, also where there was nothing: a writer that read
 * the spec before the deletion may still be on its way. Throws RacedError to be done again from the start.
 */
export async function removeRows(
  transaction: SqlTransaction,
  request: RemoveRequest,
  { writer, absent, named }: RemoveContext,
): Promise<RemoveOutcome> {
  const [, found] = await transaction.run(lockHead(writer.owner), selectEntries(writer.owner));
  const entries = (found?.rows ?? []).map(readEntry);
  const head = entries.find((entry) => entry.member === HEAD);
  if (isFenced(head, writer)) return { kind: 'fenced' };

  const ours = entries.filter(hasRow).map((entry) => entry.place);
  await putTombstone(transaction, head, writer);
  const members = entries.map(({ member }) => member).filter((member) => member !== HEAD);
  if (members.length > 0) await transaction.run(deleteEntries(writer.owner, members));
  let removed = await releaseRows(transaction, ours, absent);

  if (named === undefined) return { kind: 'absent', removed, leftForeign: 0 };
  const known = new Set(ours.filter(({ oid }) => oid === named.oid).map(({ key }) => key));
  const others = request.keys.filter((key) => !known.has(key));
  const unheld = await present(transaction, named, request.keyColumn, others);
  if (request.reclaim !== true) return { kind: 'absent', removed, leftForeign: unheld.length };
  removed += await deleteVerified(transaction, named, request.keyColumn, unheld);
  return { kind: 'absent', removed, leftForeign: 0 };
}

/** Keys that are in the table and that no other owner holds. */
async function present(
  transaction: SqlTransaction,
  info: TableInfo,
  keyColumn: string,
  keys: readonly string[],
): Promise<readonly string[]> {
  const key = info.columns.get(keyColumn);
  if (keys.length === 0 || key === undefined) return [];
  const [result] = await transaction.run(selectHolders(info, key, keys));
  return (result?.rows ?? []).flatMap((row) => (row['held'] === 't' || row['key'] === null ? [] : [row['key'] ?? '']));
}

async function putTombstone(transaction: SqlTransaction, head: Entry | undefined, writer: Writer): Promise<void> {
  const { owner, uid, generation, resourceVersion, epoch } = writer;
  if (
    head?.state === 'tombstone' &&
    head.uid === uid &&
    head.resourceVersion === resourceVersion &&
    head.epoch === epoch
  )
    return;
  const revision = head?.revision ?? 0n;
  const tombstone = {
    member: HEAD,
    uid,
    generation,
    resourceVersion,
    epoch,
    state: 'tombstone',
    place: head?.place,
    revision,
  } as const;
  const [result] = await transaction.run(putEntries(owner, [tombstone]));
  if (result?.rows.length !== 1) throw new RacedError('another writer changed the ledger entry');
}

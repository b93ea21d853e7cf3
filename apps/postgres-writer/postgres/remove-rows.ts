import type { RemoveOutcome, RemoveRequest } from '../controller/row-store.ts';
import { chunksOf } from './chunks.ts';
import type { TableInfo } from './catalog/table-info.ts';
import { hasRow, isFenced, isUnbound } from './decide.ts';
import { HEAD, readEntry, type Entry } from './ledger/entry.ts';
import { deleteVerified, releaseRows, type AbsentTables } from './release.ts';
import { RacedError } from './retry.ts';
import type { SqlTransaction } from './sql.ts';
import { requireEpoch } from './ledger/epoch.ts';
import { readEpoch } from './statements/ledger-schema.ts';
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
  const [, found, epoch] = await transaction.run(lockHead(writer.owner), selectEntries(writer.owner), readEpoch);
  requireEpoch(epoch, writer.epoch);
  const entries = (found?.rows ?? []).map(readEntry);
  const head = entries.find((entry) => entry.member === HEAD);
  if (isFenced(head, writer)) return { kind: 'fenced' };

  const ours = entries.filter(hasRow).map((entry) => entry.place);
  const kept = ours.length + entries.filter(isUnbound).length;
  if (writer.deletionPolicy === 'Retain' && kept > 0) {
    if (!isSame(head, writer, 'retained')) await retain(transaction, entries, writer);
    return { kind: 'absent', removed: 0, leftForeign: 0, retained: kept };
  }
  await putTombstone(transaction, head, writer);
  const members = entries.map(({ member }) => member).filter((member) => member !== HEAD);
  if (members.length > 0) await transaction.run(deleteEntries(writer.owner, members));
  let removed = await releaseRows(transaction, ours, absent);

  if (named === undefined) return { kind: 'absent', removed, leftForeign: 0 };
  const known = new Set(ours.filter(({ oid }) => oid === named.oid).map(({ key }) => key));
  const others = request.keys.filter((key) => !known.has(key));
  const unheld = await present(transaction, named, request.keyColumn, others);
  if (request.reclaim !== true || writer.deletionPolicy === 'Retain') {
    return { kind: 'absent', removed, leftForeign: unheld.length };
  }
  removed += await deleteVerified(transaction, named, request.keyColumn, unheld);
  return { kind: 'absent', removed, leftForeign: 0 };
}

/** Keeps the rows and their entries; a late writer is fenced as it is by a tombstone. */
async function retain(transaction: SqlTransaction, entries: readonly Entry[], writer: Writer): Promise<void> {
  const { uid, generation, resourceVersion, epoch, deletionPolicy } = writer;
  const retained = entries.map((entry) => ({
    ...entry,
    uid,
    generation,
    resourceVersion,
    epoch,
    deletionPolicy,
    state: 'retained' as const,
  }));
  for (const chunk of chunksOf(retained)) {
    const [result] = await transaction.run(putEntries(writer.owner, chunk));
    if (result?.rows.length !== chunk.length) throw new RacedError('another writer changed the ledger entry');
  }
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
  if (isSame(head, writer, 'tombstone')) return;
  const revision = head?.revision ?? 0n;
  const tombstone: Entry = {
    unbound: undefined,
    member: HEAD,
    uid,
    generation,
    resourceVersion,
    epoch,
    state: 'tombstone',
    place: head?.place,
    revision,
    deletionPolicy: writer.deletionPolicy,
  };
  const [result] = await transaction.run(putEntries(owner, [tombstone]));
  if (result?.rows.length !== 1) throw new RacedError('another writer changed the ledger entry');
}

/** Whether this very removal was done before. */
function isSame(head: Entry | undefined, writer: Writer, state: Entry['state']): boolean {
  return (
    head?.state === state &&
    head.uid === writer.uid &&
    head.resourceVersion === writer.resourceVersion &&
    head.epoch === writer.epoch
  );
}

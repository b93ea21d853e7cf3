import { RowStoreError, type ApplyOutcome, type ApplyRequest, type Holder, type Row } from '../controller/row-store.ts';
import { chunksOf } from './chunks.ts';
import type { Target } from './catalog/target.ts';
import { decideApply, type ApplyDecision, type SeenRow } from './decide.ts';
import { notWritten } from './failure.ts';
import { HEAD, readEntry, type Entry, type LedgerPlace } from './ledger/entry.ts';
import { formatPlace } from '../controller/place.ts';
import { releaseRows, type AbsentTables } from './release.ts';
import { RacedError } from './retry.ts';
import { requireEpoch } from './ledger/epoch.ts';
import { textOf, type SqlRow, type SqlTransaction } from './sql.ts';
import { deleteEntries, lockHead, putEntries, selectEntries } from './statements/entries.ts';
import { readEpoch } from './statements/ledger-schema.ts';
import { inspectRows } from './statements/inspect-rows.ts';
import { rememberStored } from './statements/remember-stored.ts';
import { insertRows, updateRows } from './statements/write-rows.ts';
import type { Writer } from './writer.ts';

/** Whether rows that nobody holds by the ledger may become ours. */
export const mayTake = ({ reclaim, adopt }: ApplyRequest): boolean => reclaim === true || adopt === true;

type Write = Extract<ApplyDecision, { kind: 'write' }>;

/**
 * Applies one owner's rows in one transaction: lock the owner, look, decide, write. Every case passes here that is not
 * common enough for a batch: moves, many rows, conflicts, refusals.
 *
 * Throws RacedError to be done again from the start.
 */
export async function applyRows(
  transaction: SqlTransaction,
  request: ApplyRequest,
  context: { readonly target: Target; readonly writer: Writer; readonly absent: AbsentTables },
): Promise<ApplyOutcome> {
  const { target, writer, absent } = context;
  const { info } = target;
  const place = { schema: info.schema, table: info.table };
  const [, found, epoch] = await transaction.run(lockHead(writer.owner), selectEntries(writer.owner), readEpoch);
  requireEpoch(epoch, writer.epoch);
  const entries = (found?.rows ?? []).map(readEntry);
  const seen = await inspect(transaction, target, request.rows, writer);
  const decision = decideApply({ writer, entries, table: info, rows: seen, reclaim: mayTake(request) });
  switch (decision.kind) {
    case 'fenced':
      return { kind: 'fenced' };
    case 'inSync':
      return { kind: 'inSync', place };
    case 'conflict':
      return { kind: 'conflict', place, key: decision.key, holder: decision.holder };
    case 'raced':
      throw new RacedError('another writer of this object was faster');
    case 'duplicate':
      throw new RowStoreError(
        'refused',
        'ValueRefused',
        `two rows of one object have the same key in ${formatPlace(place)}`,
      );
    case 'write':
      break;
  }
  const { insert, update, release, left } = decision;
  await writeEntries(transaction, entries, seen, decision, context);
  await releaseRows(transaction, release, absent);
  const inserted = insert.flatMap((i) => request.rows[i] ?? []);
  const updated = update.flatMap((i) => request.rows[i] ?? []);
  const altered = [
    ...(await writeRows(transaction, target, inserted, insertRows)),
    ...(await writeRows(transaction, target, updated, updateRows)),
  ];
  for (const rows of chunksOf(altered)) {
    await transaction.run(
      rememberStored(
        target,
        rows.map((row) => ({ writer, row })),
      ),
    );
  }
  const moved = release.find(({ oid }) => oid !== info.oid);
  if (insert.length + update.length + release.length === 0) return { kind: 'inSync', place };
  return {
    kind: 'written',
    place,
    inserted: insert.length,
    updated: update.length,
    pruned: release.filter(({ oid }) => oid === info.oid).length,
    ...(altered.length > 0 && { altered: true }),
    ...(moved !== undefined && { movedFrom: { schema: moved.schema, table: moved.table } }),
    ...(left !== undefined && { left: { schema: left.schema, table: left.table } }),
  };
}

async function inspect(
  transaction: SqlTransaction,
  target: Target,
  rows: readonly Row[],
  { owner }: Writer,
): Promise<readonly SeenRow[]> {
  const seen: SeenRow[] = [];
  for (const chunk of chunksOf(rows)) {
    const [result] = await transaction.run(inspectRows(target, chunk));
    if (result?.rows.length !== chunk.length)
      throw new RacedError(`${formatPlace(target.info)} is another table by now`);
    for (const row of result.rows) {
      const holder = holderOf(row);
      const ours = holder !== undefined && isOwner(holder, owner);
      seen.push({
        key: textOf(row, 'key'),
        present: row['present'] === 't',
        equal: row['equal'] === 't',
        kept: row['kept'] === 't',
        holder: ours ? undefined : holder,
        ours,
      });
    }
  }
  return seen;
}

type ObjectHolder = Extract<Holder, { kind: 'object' }>;

/** The owner that the ledger names for a place. */
function holderOf(row: SqlRow): ObjectHolder | undefined {
  const clusterId = row['cluster_id'];
  if (clusterId === null || clusterId === undefined) return undefined;
  const [ownerKind, namespace, name] = [textOf(row, 'kind'), textOf(row, 'namespace'), textOf(row, 'name')];
  return { kind: 'object', clusterId, ownerKind, namespace, name };
}

function isOwner(holder: ObjectHolder, { clusterId, kind, namespace, name }: Writer['owner']): boolean {
  return (
    holder.clusterId === clusterId &&
    holder.ownerKind === kind &&
    holder.namespace === namespace &&
    holder.name === name
  );
}

/** Brings the owner's entries to what they are to be, before any row is touched. */
async function writeEntries(
  transaction: SqlTransaction,
  entries: readonly Entry[],
  seen: readonly SeenRow[],
  { perRow }: Write,
  { target, writer }: { readonly target: Target; readonly writer: Writer },
): Promise<void> {
  const { uid, generation, resourceVersion, epoch, owner, deletionPolicy } = writer;
  const { oid, schema, table } = target.info;
  const placeOf = (key: string): LedgerPlace => ({ oid, schema, table, keyColumn: target.key.name, key });
  const current = new Map(entries.map((entry) => [entry.member, entry]));
  const entry = (member: string, place: LedgerPlace | undefined): Entry => {
    const revision = current.get(member)?.revision ?? 0n;
    return {
      member,
      uid,
      generation,
      resourceVersion,
      epoch,
      state: 'live',
      place,
      unbound: undefined,
      deletionPolicy,
      revision,
    };
  };
  const wanted = perRow ? seen.map(({ key }) => key) : [];
  const keep = new Set(wanted);
  const gone = entries.filter(({ member }) => member !== HEAD && !keep.has(member)).map(({ member }) => member);
  const only = seen[0];
  // The first entry gives up its own place before a row's entry takes it: a place is unique.
  await put(transaction, owner, [entry(HEAD, perRow || only === undefined ? undefined : placeOf(only.key))]);
  for (const members of chunksOf(gone)) await transaction.run(deleteEntries(owner, members));
  const changed = wanted.filter((key) => !samePlace(current.get(key)?.place, placeOf(key)));
  for (const keys of chunksOf(changed))
    await put(
      transaction,
      owner,
      keys.map((key) => entry(key, placeOf(key))),
    );
}

async function put(transaction: SqlTransaction, owner: Writer['owner'], entries: readonly Entry[]): Promise<void> {
  const [result] = await transaction.run(putEntries(owner, entries));
  if (result?.rows.length !== entries.length) throw new RacedError('another writer changed the ledger entry');
}

function samePlace(a: LedgerPlace | undefined, b: LedgerPlace): boolean {
  return (
    a?.oid === b.oid && a.key === b.key && a.keyColumn === b.keyColumn && a.table === b.table && a.schema === b.schema
  );
}

/** Writes rows and returns those that a trigger made something else of. */
async function writeRows(
  transaction: SqlTransaction,
  target: Target,
  rows: readonly Row[],
  statement: typeof insertRows,
): Promise<readonly Row[]> {
  const altered: Row[] = [];
  for (const chunk of chunksOf(rows)) {
    const [result] = await transaction.run(statement(target, chunk));
    if (result?.rows.length !== chunk.length) throw notWritten(target.info);
    for (const row of result.rows) {
      const written = chunk[Number(textOf(row, 'ord')) - 1];
      if (row['equal'] !== 't' && written !== undefined) altered.push(written);
    }
  }
  return altered;
}

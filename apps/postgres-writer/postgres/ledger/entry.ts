import type { DeletionPolicy, Place } from '../../controller/row-store.ts';
import { textOf, type SqlRow } from '../sql.ts';

/** Who an entry belongs to. */
export interface OwnerName {
  readonly clusterId: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A row, as the ledger names it: by OID, with the names that the OID had. */
export interface LedgerPlace extends Place {
  /** Decimal text. */
  readonly oid: string;
  readonly keyColumn: string;
  /** The key as its column prints it. */
  readonly key: string;
}

export type UnboundPlace = Omit<LedgerPlace, 'oid'>;

/**
 * - `live`: the row is ours.
 * - `retained`: the object is gone and its row stays, on request; the same name takes it back.
 * - `tombstone`: the row was removed; kept so that a late writer does not bring it back.
 */
export type EntryState = 'live' | 'retained' | 'tombstone';

/** The member of an owner's first entry: its fence, and its row if it has one only. */
export const HEAD = '';

/** One entry of the ledger, of a known owner. */
export interface Entry {
  /** {@link HEAD}, or the key of one row of an owner with many. */
  readonly member: string;
  readonly uid: string;
  readonly generation: bigint;
  readonly resourceVersion: bigint;
  readonly epoch: bigint;
  readonly state: EntryState;
  /** Counts the changes of this entry: what a decision was based on must still be so when it is carried out. */
  readonly revision: bigint;
  readonly place: LedgerPlace | undefined;
  /** Where it was in the database that this one was restored from: not bound to a table of this one yet. */
  readonly unbound: UnboundPlace | undefined;
  readonly deletionPolicy: DeletionPolicy;
}

export function readEntry(row: SqlRow): Entry {
  return {
    member: textOf(row, 'member'),
    uid: textOf(row, 'uid'),
    generation: BigInt(textOf(row, 'generation')),
    resourceVersion: BigInt(textOf(row, 'resource_version')),
    epoch: BigInt(textOf(row, 'epoch')),
    state: textOf(row, 'state') as EntryState,
    revision: BigInt(textOf(row, 'revision')),
    place: readPlace(row, row['table_oid']),
    unbound: row['table_oid'] === null ? readUnbound(row) : undefined,
    deletionPolicy: textOf(row, 'deletion_policy') as DeletionPolicy,
  };
}

function readPlace(row: SqlRow, oid: string | null | undefined): LedgerPlace | undefined {
  const names = readUnbound(row);
  return names === undefined || oid === null || oid === undefined ? undefined : { oid, ...names };
}

function readUnbound(row: SqlRow): UnboundPlace | undefined {
  if (row['schema_name'] === null || row['schema_name'] === undefined) return undefined;
  return {
    schema: row['schema_name'],
    table: textOf(row, 'table_name'),
    keyColumn: textOf(row, 'key_column'),
    key: textOf(row, 'row_key'),
  };
}

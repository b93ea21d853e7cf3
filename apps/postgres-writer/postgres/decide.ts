import type { Holder, Place } from '../controller/row-store.ts';
import { HEAD, type Entry, type LedgerPlace, type UnboundPlace } from './ledger/entry.ts';

/** A writer's place in time: which epoch it lives in, and the version at which it read the spec. */
export interface Fence {
  readonly epoch: bigint;
  readonly resourceVersion: bigint;
}

/** Whether the ledger has seen a newer writer than this one. */
export function isFenced(head: Entry | undefined, writer: Fence): boolean {
  if (head === undefined) return false;
  if (head.epoch !== writer.epoch) return head.epoch > writer.epoch;
  return head.resourceVersion > writer.resourceVersion;
}

/** A wanted row as it was found. */
export interface SeenRow {
  /** As the column prints it. */
  readonly key: string;
  readonly present: boolean;
  readonly equal: boolean;
  /** It differs because a trigger made it so, and has not changed since. */
  readonly kept: boolean;
  /** Another owner that the ledger names for it. */
  readonly holder: Holder | undefined;
  /** The ledger names this very owner for it. */
  readonly ours: boolean;
}

export interface ApplyInput {
  readonly writer: Fence & { readonly uid: string; readonly generation: bigint };
  /** All entries of this owner. */
  readonly entries: readonly Entry[];
  /** The wanted rows are all of one table. */
  readonly table: Place & { readonly oid: string };
  readonly rows: readonly SeenRow[];
  /** Rows that the ledger does not know are ours all the same. */
  readonly reclaim: boolean;
}

export type ApplyDecision =
  | { readonly kind: 'fenced' }
  /** Another writer of this owner was at work between two looks. */
  | { readonly kind: 'raced' }
  /** Two wanted rows have one key. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'conflict'; readonly key: string; readonly holder: Holder }
  | { readonly kind: 'inSync' }
  | {
      readonly kind: 'write';
      /** Indices into `rows`. */
      readonly insert: readonly number[];
      readonly update: readonly number[];
      /** Rows that are ours and no longer wanted, or wanted elsewhere. */
      readonly release: readonly LedgerPlace[];
      /** A row of before a restore that is wanted elsewhere now. Nothing proves it to be ours, so it stays. */
      readonly left?: UnboundPlace;
      /** Whether the rows get an entry each; otherwise the only row stands in the owner's first entry. */
      readonly perRow: boolean;
    };

/** Decides what an apply does; does nothing. */
export function decideApply({ writer, entries, table, rows, reclaim }: ApplyInput): ApplyDecision {
  const { oid } = table;
  const head = entries.find((entry) => entry.member === HEAD);
  if (isFenced(head, writer)) return { kind: 'fenced' };

  const claims = entries.filter(hasRow);
  const claimed = new Set(claims.filter(({ place }) => place.oid === oid).map(({ place }) => place.key));
  const wanted = new Set(rows.map((row) => row.key));
  if (wanted.size < rows.length) return { kind: 'duplicate' };

  // After a restore the ledger knows tables by name only, and a row is ours again once it proves to be the one wanted.
  const restored = new Set(
    entries.filter(isUnbound).flatMap(({ unbound }) => (isOf(table, unbound) ? [unbound.key] : [])),
  );
  for (const { key, present, equal, holder, ours } of rows) {
    if (holder !== undefined) return { kind: 'conflict', key, holder };
    if (ours !== claimed.has(key)) return { kind: 'raced' };
    if (present && !claimed.has(key) && !(equal && restored.has(key)) && !reclaim) {
      return { kind: 'conflict', key, holder: { kind: 'foreign', ...(restored.has(key) && { restored: true }) } };
    }
  }

  const insert = rows.flatMap((row, i) => (row.present ? [] : [i]));
  const current = isCurrent(head, writer);
  const inSync = ({ equal, kept }: SeenRow): boolean => equal || (kept && current);
  const update = rows.flatMap((row, i) => (row.present && !inSync(row) ? [i] : []));
  const release = claims.filter(({ place }) => place.oid !== oid || !wanted.has(place.key)).map(({ place }) => place);
  const nothingToDo = insert.length + update.length + release.length === 0;
  if (nothingToDo && claimed.size === wanted.size && current) return { kind: 'inSync' };
  const perRow = rows.length !== 1 || entries.some(({ member }) => member !== HEAD);
  const left = entries
    .filter(isUnbound)
    .find(({ unbound }) => !isOf(table, unbound) || !wanted.has(unbound.key))?.unbound;
  return { kind: 'write', insert, update, release, perRow, ...(left !== undefined && { left }) };
}

/**
 * Whether the ledger already has this version of the object. An equal row of a newer generation still advances the
 * ledger: else, in A → B → A, a late B would pass the fence.
 */
function isCurrent(head: Entry | undefined, { uid, generation }: ApplyInput['writer']): boolean {
  return head?.state === 'live' && head.uid === uid && head.generation === generation;
}

/** Entries that stand for a row that exists or should. */
export function hasRow(entry: Entry): entry is Entry & { readonly place: LedgerPlace } {
  return entry.place !== undefined && entry.state !== 'tombstone';
}

/** Entries that stood for a row in the database that this one was restored from. */
export function isUnbound(entry: Entry): entry is Entry & { readonly unbound: UnboundPlace } {
  return entry.unbound !== undefined && entry.state !== 'tombstone';
}

function isOf(table: Place, place: UnboundPlace): boolean {
  return place.schema === table.schema && place.table === table.table;
}

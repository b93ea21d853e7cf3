/** The object on whose behalf rows are written: what the ledger keeps of it. */
export interface Owner {
  /** `Kind.group`, such as `PostgresWriter.demo.yash.com`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  /** The version at which the spec was read: the fence. Decimal text, compared as a number. */
  readonly resourceVersion: string;
}

/** A value on its way to a column. The column's own type decides what becomes of it. */
export type ColumnValue = string | number | boolean | null;

/** One row: a key and columns, typed by the catalog. The engine knows tables, not students. */
export interface Row {
  readonly key: string;
  readonly columns: Readonly<Record<string, ColumnValue>>;
}

/** Where a row is, as the catalog names it. */
export interface Place {
  readonly schema: string;
  readonly table: string;
}

export interface ApplyRequest {
  readonly owner: Owner;
  /** The table as the user wrote it: parsed as PostgreSQL parses a qualified name. */
  readonly table: string;
  /** The column that holds `Row.key`; it must be unique. */
  readonly keyColumn: string;
  /** All rows of this owner: what it owned before and is not here any more goes. */
  readonly rows: readonly Row[];
  /** The object's status says that we wrote these rows: take them back if the ledger was lost. */
  readonly reclaim?: boolean;
  /** Take rows that nobody holds by the ledger, whoever put them there. @defaultValue false */
  readonly adopt?: boolean;
  /** What becomes of the rows once the object is gone: kept in the ledger for the sweep. @defaultValue 'Delete' */
  readonly deletionPolicy?: DeletionPolicy;
}

/** `Retain`: the rows stay, and the same name in the same cluster takes them back. */
export type DeletionPolicy = 'Delete' | 'Retain';

export interface RemoveRequest {
  readonly owner: Owner;
  /** Where the rows are if the ledger does not know (it was lost and `reclaim` is set). */
  readonly table: string;
  readonly keyColumn: string;
  readonly keys: readonly string[];
  readonly reclaim?: boolean;
  /** Leave the rows where they are and remember that they were retained. @defaultValue 'Delete' */
  readonly deletionPolicy?: DeletionPolicy;
}

/** Who else has a row. */
export type Holder =
  /**
   * No ledger entry: somebody else put it there. `restored`: there is one, of the database that this one was restored
   * from, and the row is not as its owner asks, so that nothing proves it to be the same.
   */
  | { readonly kind: 'foreign'; readonly restored?: true }
  /** Another object, of this cluster or of another. */
  | {
      readonly kind: 'object';
      readonly clusterId: string;
      readonly ownerKind: string;
      readonly namespace: string;
      readonly name: string;
    };

export type ApplyOutcome =
  /** Row and ledger were so already; nothing was written (or the ledger alone was advanced). */
  | { readonly kind: 'inSync'; readonly place: Place }
  | {
      readonly kind: 'written';
      readonly place: Place;
      readonly inserted: number;
      readonly updated: number;
      readonly pruned: number;
      readonly movedFrom?: Place;
      /**
       * Where the row was before the database was restored from a dump. It may be there still: nothing proves it to be
       * the owner's.
       */
      readonly left?: Place;
      /** A trigger made something else of a row than was sent. It is left as it is, and counts as in sync. */
      readonly altered?: true;
    }
  /** A newer writer was here first. Nothing was written: read again and come back. */
  | { readonly kind: 'fenced' }
  /** The row exists and is not ours. Nothing was written. */
  | { readonly kind: 'conflict'; readonly place: Place; readonly key: string; readonly holder: Holder };

export type RemoveOutcome =
  /** Every row of this owner is proven absent, or was never ours. */
  | {
      readonly kind: 'absent';
      readonly removed: number;
      readonly leftForeign: number;
      /** Rows that are still there because they were to be retained. */
      readonly retained?: number;
    }
  | { readonly kind: 'fenced' };

/** What to do about a failure: the classes of the SQLSTATE policy. */
export type RowFailure =
  /** Retried already, still failing: back off. */
  | 'retry'
  /** The database cannot be reached, or what became of the transaction is unknown: back off, reconnect, redo. */
  | 'unavailable'
  /** Only the database's administrator can mend it (disk, memory, login): slow. */
  | 'slow'
  /** Somebody has to change the table or a grant first; looked at again every few seconds. */
  | 'blocked'
  /** The database refuses this value: only another spec (or another table) can pass. */
  | 'refused'
  /** Our own mistake: log once, do not loop. */
  | 'bug';

/** Why a condition is not true. CamelCase, stable, never reused once retired. Each has a section in docs/reference/conditions.md. */
export type FailureReason =
  | 'InvalidTableName'
  | 'TableNotFound'
  | 'TableUnsuitable'
  | 'ColumnMissing'
  | 'ColumnTypeMismatch'
  | 'PermissionDenied'
  | 'ValueRefused'
  | 'RowOwnedByAnother'
  | 'RowNotRemoved'
  | 'DatabaseUnavailable'
  | 'DatabaseError'
  | 'LedgerUnavailable'
  | 'InternalError';

/** Thrown by a {@link RowStore}. The message is ours, made from names and SQLSTATE: it quotes no value of any row. */
export class RowStoreError extends Error {
  override readonly name = 'RowStoreError';
  readonly failure: RowFailure;
  readonly reason: FailureReason;
  /** SQLSTATE or the socket's error code, where there is one. */
  readonly code: string | undefined;

  constructor(
    failure: RowFailure,
    reason: FailureReason,
    message: string,
    options?: ErrorOptions & { readonly code?: string | undefined },
  ) {
    super(message, options);
    this.failure = failure;
    this.reason = reason;
    this.code = options?.code;
  }
}

/**
 * Keeps the rows that objects own. Every write proves ownership and freshness in the same transaction (the ledger), so
 * that a late or a second writer can do no harm.
 *
 * Concurrent calls may be batched behind this port; a call settles on its own outcome alone.
 */
export interface RowStore {
  apply(request: ApplyRequest, options: { readonly signal: AbortSignal }): Promise<ApplyOutcome>;
  remove(request: RemoveRequest, options: { readonly signal: AbortSignal }): Promise<RemoveOutcome>;
}

/** How what is there differs from what is wanted. */
export type DifferenceKind =
  /** The row is not there. */
  | 'missing'
  /** It is ours and differs. */
  | 'changed'
  /** It is there and not ours by the ledger. */
  | 'notOurs'
  /** It is equal, and the ledger has another version of the object, or has it elsewhere. */
  | 'ledgerBehind'
  /** Not compared: the request has a value that the column does not take. */
  | 'notCompared';

export interface RowDifference {
  /** Which of the requests. */
  readonly index: number;
  /** Of a request of many rows, the gravest: `notOurs`, `missing`, `changed`, `ledgerBehind`. */
  readonly kind: DifferenceKind;
  /** For `changed`: the columns, of all its rows. Never their values. */
  readonly columns: readonly string[];
}

export interface DifferenceOutcome {
  /** What is not in sync. */
  readonly differences: readonly RowDifference[];
  /** Tables that could not be looked at, and which requests are about them. */
  readonly failures: readonly { readonly indices: readonly number[]; readonly error: RowStoreError }[];
}

/** Which objects of a kind there are. */
export interface Presence {
  /** `Kind.group`. */
  readonly kind: string;
  /** Which namespaces this tells of. @defaultValue all */
  readonly namespaces?: readonly string[] | undefined;
  readonly present: readonly { readonly namespace: string; readonly name: string }[];
}

/** Its `present` is every object of a complete, successful and consistent LIST. */
export interface SweepRequest extends Presence {
  /** That list's own: what was written later is no orphan. */
  readonly resourceVersion: string;
}

export interface OrphanCount {
  /** Owners in scope that the ledger knows. */
  readonly entries: number;
  /** Those that are not among the objects present. */
  readonly orphans: number;
}

export interface SweepOutcome extends OrphanCount {
  /** So many are gone that nothing was touched: somebody has to confirm the number first. */
  readonly heldBack: boolean;
  readonly removed: number;
  readonly retained: number;
  /** Rows under the key of an object that is gone, which the ledger cannot prove to be its own. */
  readonly left: number;
  readonly failures: readonly RowStoreError[];
}

/** The outcome of a sweep that touched nothing, as far as it depends on what was counted. */
export const untouched = ({ entries, orphans }: OrphanCount): SweepOutcome => ({
  entries,
  orphans,
  heldBack: false,
  removed: 0,
  retained: 0,
  left: 0,
  failures: [],
});

/** Looks at all rows at once: at start, for drift, and for rows whose object is gone. */
export interface RowAudit {
  /** Compares in the database, reads only, and returns what differs. */
  difference(wanted: readonly ApplyRequest[], options: { readonly signal: AbortSignal }): Promise<DifferenceOutcome>;
  /** Counts, and changes nothing: whether a sweep is worth a LIST. Proves nothing if what it was told is not the newest. */
  countOrphans(presence: Presence, options: { readonly signal: AbortSignal }): Promise<OrphanCount>;
  /** Removes the rows of objects that are gone, as the deletion policy that was last stored for each says. */
  sweep(request: SweepRequest, options: { readonly signal: AbortSignal }): Promise<SweepOutcome>;
  /** Forgets what is left in the ledger of objects that went long ago. Returns of how many. */
  expireTombstones(options: { readonly signal: AbortSignal }): Promise<number>;
}

/** Rows of one table that somebody else changed. A hint to look, and proof of nothing. */
export interface RowChange {
  readonly place: Place;
  /** As their column prints them. `undefined`: too many to name, or the whole table. */
  readonly keys: readonly string[] | undefined;
}

export interface ChangeListener {
  readonly onChange: (change: RowChange) => void;
  /** Changes may have been missed and are heard again from now on: all rows are due to be looked at once. */
  readonly onGap: () => void;
  /** Changes of these tables cannot be heard of, since the role lacks a right. Told once for each table. */
  readonly onDeaf?: (place: Place) => void;
  /** Nothing is heard for now; it is tried to hear again. */
  readonly onLost?: (error: Error) => void;
  readonly signal: AbortSignal;
}

/** Hears of changes that others make to the tables of our rows, within milliseconds. Own writes are not among them. */
export interface RowChanges {
  /** Listens until `signal` aborts, whatever becomes of the connection; resolves then. Never rejects. */
  listen(listener: ChangeListener): Promise<void>;
  /** Takes away what {@link listen} put on the tables. Returns whether there was something. */
  silence(options: { readonly signal: AbortSignal }): Promise<boolean>;
}

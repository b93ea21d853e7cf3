import type { FailureReason } from './row-store.ts';

/** Why `Ready` is what it is. CamelCase, stable, never reused once retired: programs and alerts compare them. */
export type Reason =
  /** Ready=True: the row equals the spec. */
  | 'InSync'
  /** The ledger knows a newer version of the object than the API server does. */
  | 'LedgerAhead'
  | FailureReason;

/**
 * Every reason, with the advice that ends its condition's message: what the person who reads it can do. Empty where
 * there is nothing to do, or where the row store's own words say it already.
 */
export const ADVICE = Object.freeze({
  InSync: '',
  LedgerAhead:
    'another operator may be running on this cluster with older data, or etcd was restored from a backup; see docs/reference/conditions.md#ledgerahead',
  InvalidTableName: 'correct spec.table',
  TableNotFound: 'create the table or correct spec.table',
  TableUnsuitable: 'change the table or name another one in spec.table',
  ColumnMissing: 'add the column or name another table in spec.table',
  ColumnTypeMismatch: "change the column's type or name another table in spec.table",
  PermissionDenied: "grant it to the operator's role",
  ValueRefused: 'change the spec, or the rule of the table that refuses it',
  RowOwnedByAnother: '',
  RowNotRemoved: 'remove what keeps the row in the table',
  DatabaseUnavailable: '',
  DatabaseError: '',
  LedgerUnavailable: "grant it to the operator's role",
  InternalError: 'this is a mistake in the operator: please report it with its log',
} as const satisfies Readonly<Record<Reason, string>>);

/** The reasons, for those who must go through all of them. */
export const REASONS = Object.freeze(Object.keys(ADVICE) as readonly Reason[]);

/** What fails for every row of the database. */
export const DATABASE_WIDE: ReadonlySet<Reason> = new Set<Reason>(['DatabaseUnavailable', 'LedgerUnavailable']);

/** What fails, as a rule, for every row of the table. */
export const TABLE_WIDE: ReadonlySet<FailureReason> = new Set<FailureReason>([
  'TableNotFound',
  'TableUnsuitable',
  'ColumnMissing',
  'ColumnTypeMismatch',
  'PermissionDenied',
]);

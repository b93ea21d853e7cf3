import type { FailureReason, RowStoreError } from './row-store.ts';

/**
 * Why `Ready` is what it is. CamelCase, stable, never reused once retired: programs and alerts compare them. Each has a
 * section in docs/reference/conditions.md.
 */
export const REASONS = Object.freeze([
  /** `Ready=True`: the row equals the spec. */
  'InSync',
  /** `Ready=True` still: the row was written as the spec asks, was changed since, and is left so on request. */
  'Drifted',
  /** `spec.suspend` is true: the row is left as it is. */
  'Suspended',
  'InvalidTableName',
  'TableNotFound',
  'TableUnsuitable',
  'ColumnMissing',
  'ColumnTypeMismatch',
  'PermissionDenied',
  'ValueRefused',
  'RowOwnedByAnother',
  'RowNotRemoved',
  'DatabaseUnavailable',
  'DatabaseError',
  'LedgerUnavailable',
  /** The ledger has seen a newer version of the object than the API server knows. */
  'LedgerAhead',
  'InternalError',
] as const satisfies readonly (FailureReason | 'InSync' | 'Drifted' | 'Suspended' | 'LedgerAhead')[]);

export type Reason = (typeof REASONS)[number];

/** What fails, as a rule, for every row of the database. */
export const DATABASE_WIDE: ReadonlySet<Reason> = new Set<Reason>(['DatabaseUnavailable', 'LedgerUnavailable']);

/** query_canceled: one table is slow or locked, others need not be. */
const QUERY_CANCELED = '57014';

/** Whether a failure would be that of every row, whatever its table. */
export const isDatabaseWide = ({ reason, code }: RowStoreError): boolean =>
  DATABASE_WIDE.has(reason) && code !== QUERY_CANCELED;

/** What fails, as a rule, for every row of one table. */
export const TABLE_WIDE: ReadonlySet<FailureReason> = new Set([
  'TableNotFound',
  'TableUnsuitable',
  'ColumnMissing',
  'ColumnTypeMismatch',
  'PermissionDenied',
]);

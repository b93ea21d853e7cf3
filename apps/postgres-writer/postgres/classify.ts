import type { FailureReason, RowFailure } from '../controller/row-store.ts';

/** What is done about an error before anybody hears of it. */
export type Action =
  /** Redo the whole transaction at once, a few times. */
  | 'retryNow'
  /** Leave it to the caller. */
  | 'report';

export interface ErrorClass {
  readonly action: Action;
  readonly failure: RowFailure;
  readonly reason: FailureReason;
}

const retryNow: ErrorClass = { action: 'retryNow', failure: 'retry', reason: 'DatabaseError' };
const unavailable: ErrorClass = { action: 'report', failure: 'unavailable', reason: 'DatabaseUnavailable' };
const bug: ErrorClass = { action: 'report', failure: 'bug', reason: 'InternalError' };
const slow = (reason: FailureReason): ErrorClass => ({ action: 'report', failure: 'slow', reason });
const blocked = (reason: FailureReason): ErrorClass => ({ action: 'report', failure: 'blocked', reason });
const refused = (reason: FailureReason): ErrorClass => ({ action: 'report', failure: 'refused', reason });

/** Anything unknown is tried again: giving up wrongly loses a row, retrying wrongly costs a query. */
const unknown: ErrorClass = { action: 'report', failure: 'retry', reason: 'DatabaseError' };

/** By SQLSTATE. A Map, not an object: `{}['constructor']` is a function. */
export const BY_SQLSTATE: ReadonlyMap<string, ErrorClass> = new Map([
  ['40001', retryNow], // serialization_failure
  ['40P01', retryNow], // deadlock_detected
  ['26000', retryNow], // invalid_sql_statement_name: a pooler lost the prepared statement
  ['42P05', retryNow], // duplicate_prepared_statement: the same, the other way round
  ['0A000', { ...blocked('TableUnsuitable'), action: 'retryNow' }], // a cached plan of a changed table, or what it cannot do

  ['55P03', unknown], // lock_not_available: the lock timeout was the time given to it; the caller comes back
  ['57014', unavailable], // query_canceled: our own deadline
  ['57P01', unavailable], // admin_shutdown
  ['57P02', unavailable], // crash_shutdown
  ['57P03', unavailable], // cannot_connect_now
  ['57P05', unavailable], // idle_session_timeout
  ['25P03', unavailable], // idle_in_transaction_session_timeout
  ['25P04', unavailable], // transaction_timeout
  ['25006', unavailable], // read_only_sql_transaction: a standby
  ['53300', unavailable], // too_many_connections
  ['3D000', slow('DatabaseUnavailable')], // invalid_catalog_name: no such database

  ['42P01', blocked('TableNotFound')], // undefined_table
  ['3F000', blocked('TableNotFound')], // invalid_schema_name
  ['42703', blocked('ColumnMissing')], // undefined_column
  ['42501', blocked('PermissionDenied')], // insufficient_privilege
  ['42804', blocked('ColumnTypeMismatch')], // datatype_mismatch
  ['42846', blocked('ColumnTypeMismatch')], // cannot_coerce
  ['42883', blocked('ColumnTypeMismatch')], // undefined_function: no operator for the type
  ['428C9', blocked('TableUnsuitable')], // generated_always
  ['42P10', blocked('TableUnsuitable')], // invalid_column_reference
  ['55000', blocked('TableUnsuitable')], // object_not_in_prerequisite_state: a view that cannot be written

  ['22P02', refused('ColumnTypeMismatch')], // invalid_text_representation
  ['22007', refused('ColumnTypeMismatch')], // invalid_datetime_format
  ['23502', refused('ValueRefused')], // not_null_violation
  ['23503', refused('ValueRefused')], // foreign_key_violation
  ['23505', refused('ValueRefused')], // unique_violation, other than on the key
  ['23514', refused('ValueRefused')], // check_violation
  ['23P01', refused('ValueRefused')], // exclusion_violation
  ['P0001', refused('ValueRefused')], // raise_exception: a trigger

  ['42601', bug], // syntax_error
  ['08P01', bug], // protocol_violation
  ['25P02', bug], // in_failed_sql_transaction
]);

/** By the first two characters, where the whole code is not listed. */
const BY_CLASS: ReadonlyMap<string, ErrorClass> = new Map([
  ['08', unavailable],
  ['22', refused('ValueRefused')],
  ['28', slow('DatabaseUnavailable')],
  ['44', refused('ValueRefused')],
  ['53', slow('DatabaseError')],
  ['54', refused('ValueRefused')],
  ['58', slow('DatabaseError')],
  ['XX', slow('DatabaseError')],
]);

/** Sorts an error by its code alone. `fromServer`: PostgreSQL reported it; otherwise the connection failed. */
export function classify(code: string, fromServer: boolean): ErrorClass {
  if (!fromServer) return unavailable;
  return BY_SQLSTATE.get(code) ?? BY_CLASS.get(code.slice(0, 2)) ?? unknown;
}

import pg from 'pg';
import { SqlError } from './sql.ts';

/**
 * Turns what the driver threw into a SqlError. The original is dropped on purpose: its message and detail quote values,
 * and an error's cause ends up in logs.
 */
export function toSqlError(error: Error): SqlError {
  if (error instanceof SqlError) return error;
  if (error instanceof pg.DatabaseError) {
    const { code, schema, table, column, constraint, dataType } = error;
    return new SqlError(code ?? 'XX000', true, { schema, table, column, constraint, dataType });
  }
  const code = (error as { readonly code?: unknown }).code;
  if (typeof code === 'string') return new SqlError(code, false);
  return new SqlError(WITHOUT_CODE.find(([words]) => error.message.includes(words))?.[1] ?? 'CONNECTION_FAILED', false);
}

/** The driver's own errors that have words only. */
const WITHOUT_CODE: readonly (readonly [words: string, code: string])[] = [
  ['timeout', 'ETIMEDOUT'],
  ['Connection terminated', 'ECONNRESET'],
  ['after calling end', 'POOL_CLOSED'],
  ['does not support SSL', 'TLS_NOT_SUPPORTED'],
  ['SSL connection', 'TLS_FAILED'],
  ['root certificate', 'TLS_NO_ROOT_CERT'],
];

/**
 * Whether the connection is still good: PostgreSQL answered with an error of the statement. Told by the code, since the
 * severity comes in the server's language.
 */
export function keepsConnection(error: Error): boolean {
  return error instanceof pg.DatabaseError && !ENDS_SESSION.test(error.code ?? '');
}

/** connection_exception, and the reasons for which PostgreSQL ends a session. */
const ENDS_SESSION = /^(?:08|57P|25P03|25P04)|^$/;

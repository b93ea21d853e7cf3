import pg from 'pg';
import type { PostgresAccess } from './options.ts';

/** Runs one statement and returns its rows. */
export type Sql = <Row extends Record<string, unknown> = Record<string, unknown>>(
  text: string,
  params?: readonly unknown[],
) => Promise<readonly Row[]>;

export interface SqlSession {
  readonly sql: Sql;
  /** Closes all connections. */
  readonly close: () => Promise<void>;
}

/** Statements on a few connections, opened at the first one and again after the server was restarted. */
export function openSql(access: PostgresAccess): SqlSession {
  const { host, port, user, password, database } = access;
  const pool = new pg.Pool({
    host,
    port,
    user,
    password,
    database,
    max: 4,
    allowExitOnIdle: true,
    connectionTimeoutMillis: 10_000,
  });
  // An idle connection that breaks is dropped by the pool; unheard, the event would end the process.
  pool.on('error', () => undefined);
  return {
    sql: async <Row extends Record<string, unknown>>(text: string, params: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...params])).rows,
    close: () => pool.end(),
  };
}

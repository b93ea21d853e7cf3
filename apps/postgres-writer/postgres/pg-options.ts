import type { TlsSettings } from './pg-tls.ts';

export interface PostgresOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** May be empty. */
  readonly password: string;
  /** @defaultValue `{ mode: 'disable' }` */
  readonly tls?: TlsSettings;
  /** What `pg_stat_activity` shows. @defaultValue `postgres-writer` */
  readonly applicationName?: string;
  /** Connections at most, also during outages and under load. @defaultValue 8 */
  readonly maxConnections?: number;
  /** Until a connection stands, and until one of the pool is free. @defaultValue 10_000 */
  readonly connectTimeoutMs?: number;
  /** For one round trip. PostgreSQL cancels at this time; 2 s later the connection is given up. @defaultValue 30_000 */
  readonly statementTimeoutMs?: number;
  /**
   * How long a statement waits for a lock, so that a locked table frees its connection; at most half of what the statement
   * itself may take. @defaultValue 2_000
   */
  readonly lockTimeoutMs?: number;
  /** Unused connections are closed after this time. @defaultValue 60_000 */
  readonly idleTimeoutMs?: number;
  /** Whether statements are prepared by name. Turned off by itself where a pooler does not allow it. @defaultValue true */
  readonly prepare?: boolean;
}

export type ResolvedOptions = Readonly<Required<PostgresOptions>>;

/** Fills in the defaults. Throws a RangeError that names the option and its value, never the password. */
export function resolvePostgresOptions(options: PostgresOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    tls: { mode: 'disable' },
    applicationName: 'postgres-writer',
    maxConnections: 8,
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 30_000,
    lockTimeoutMs: 2_000,
    idleTimeoutMs: 60_000,
    prepare: true,
    ...options,
  };
  const positive = [
    'maxConnections',
    'connectTimeoutMs',
    'statementTimeoutMs',
    'lockTimeoutMs',
    'idleTimeoutMs',
  ] as const;
  for (const name of positive) {
    const value = resolved[name];
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} must be a positive integer, got ${value}`);
  }
  return Object.freeze(resolved);
}

import type { Statement } from '../sql.ts';

/**
 * What there is of the ledger's schema, and whether the role may make it. Reads catalogs only: works, and fails not,
 * whatever the role is allowed.
 */
export const inspectSchema: Statement = {
  text: `select
    exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'postgres_writer' and c.relname = 'migration') as migrated,
    exists (select from pg_catalog.pg_namespace where nspname = 'postgres_writer') as exists,
    coalesce((select pg_catalog.has_schema_privilege(oid, 'usage') from pg_catalog.pg_namespace
      where nspname = 'postgres_writer'), false) as usable,
    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'create') as may_create,
    current_user::text as role`,
  values: [],
};

export const readVersion: Statement = {
  text: 'select coalesce(max(version), 0)::text as version from postgres_writer.migration',
  values: [],
};

/** Held until the transaction ends, so that of several operators one migrates and the others find it done. */
export const lockMigrations: Statement = {
  text: `select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('postgres_writer.migration', 0))`,
  values: [],
};

export const createSchema: Statement = { text: 'create schema postgres_writer', values: [] };

export const createMigrationTable: Statement = {
  text: `create table if not exists postgres_writer.migration (
    version integer primary key, applied_at timestamptz not null default now())`,
  values: [],
};

export const recordVersion = (version: number): Statement => ({
  text: 'insert into postgres_writer.migration (version) values ($1::integer)',
  values: [version],
});

export const readEpoch: Statement = { text: 'select epoch::text as epoch from postgres_writer.settings', values: [] };

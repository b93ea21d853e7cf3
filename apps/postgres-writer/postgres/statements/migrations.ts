/** One step of the ledger's schema. Numbered from 1, never changed once released, and additive: see {@link MIGRATIONS}. */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

/**
 * What the ledger's schema is made of. A migration expands first: it adds, and what it makes superfluous goes two
 * versions later, so that version n of the operator works on schema n and on n + 1 and old and new pods can run side by
 * side.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    // Both indexes begin with what differs most: the rest is the same for nearly all entries, and comparing it costs.
    // Half of each page is left free: when all objects change at once, each new version still finds room beside the old
    // one, so that no index is touched, and the ledger does not grow.
    statements: [
      `create table postgres_writer.settings (
        only_row boolean primary key default true check (only_row),
        epoch bigint not null default 0,
        confirmed_sweep bigint,
        database_identity text)`,
      `insert into postgres_writer.settings default values`,
      `create table postgres_writer.ledger (
        cluster_id text collate "C" not null,
        kind text collate "C" not null,
        namespace text collate "C" not null,
        name text collate "C" not null,
        member text collate "C" not null,
        uid text not null,
        generation bigint not null,
        resource_version bigint not null,
        epoch bigint not null,
        state text not null constraint ledger_state check (state in ('live', 'retained', 'tombstone')),
        table_oid oid,
        schema_name text,
        table_name text,
        key_column text,
        row_key text collate "C",
        stored_hash text,
        deletion_policy text not null default 'Delete',
        revision bigint not null default 1,
        updated_at timestamptz not null default now(),
        constraint ledger_pkey primary key (name, namespace, kind, cluster_id, member),
        constraint ledger_place check (num_nulls(schema_name, table_name, key_column, row_key) in (0, 4)))
        with (fillfactor = 50)`,
      // Whoever writes here wants its transaction to fail: each constraint is a reason, told by its name.
      `create table postgres_writer.refusal (
        reason text not null,
        constraint row_not_written check (reason <> 'row_not_written'),
        constraint row_not_removed check (reason <> 'row_not_removed'))`,
      `create unique index ledger_row on postgres_writer.ledger (row_key, table_oid) where state <> 'tombstone'`,
      `comment on table postgres_writer.ledger is
        'Which row belongs to which Kubernetes object. Written by postgres-writer together with the rows; do not edit.'`,
    ],
  },
];

/** The schema this operator was built for. It also works on the next one. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

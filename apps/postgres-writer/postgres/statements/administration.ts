import type { Statement } from '../sql.ts';

export const raiseEpochStatement: Statement = {
  text: 'update postgres_writer.settings set epoch = epoch + 1 returning epoch::text as epoch',
  values: [],
};

export const confirmSweepStatement = (count: number): Statement => ({
  text: 'update postgres_writer.settings set confirmed_sweep = $1::bigint',
  values: [count],
});

/**
 * Entries of one cluster become another's, unless that one has an owner of the same name. Versions of different clusters
 * cannot be compared, so the entries forget theirs: the next write of each object takes over.
 */
export const takeOver = (from: string, to: string): Statement => ({
  text: `update postgres_writer.ledger l set cluster_id = $2, uid = '', generation = 0, resource_version = 0,
    revision = l.revision + 1, updated_at = pg_catalog.now()
  where l.cluster_id = $1 and not exists (select from postgres_writer.ledger o where o.name = l.name
    and o.namespace = l.namespace and o.kind = l.kind and o.cluster_id = $2 and o.member = l.member)
  returning 1 as taken`,
  values: [from, to],
});

/** Tombstones that are older than any writer can be late. */
export const deleteTombstones = (clusterId: string, olderThanHours: number): Statement => ({
  text: `delete from postgres_writer.ledger where cluster_id = $1 and state = 'tombstone'
    and updated_at < pg_catalog.now() - pg_catalog.make_interval(hours => $2::integer) returning 1 as expired`,
  values: [clusterId, olderThanHours],
});

/** A database is another one after dump and restore, where OIDs were given anew; a standby that took over is the same. */
export const readIdentity: Statement = {
  text: `select s.database_identity as known,
    (select c.system_identifier::text from pg_catalog.pg_control_system() c) || '/' || d.oid::text as actual
  from postgres_writer.settings s, pg_catalog.pg_database d where d.datname = pg_catalog.current_database()`,
  values: [],
};

export const writeIdentity = (identity: string): Statement => ({
  text: 'update postgres_writer.settings set database_identity = $1',
  values: [identity],
});

/** Takes the OIDs from all entries: they are bound again by name, each once its row compares equal. */
export const unbindEntries: Statement = {
  text: `update postgres_writer.ledger set table_oid = null, revision = revision + 1 where table_oid is not null`,
  values: [],
};

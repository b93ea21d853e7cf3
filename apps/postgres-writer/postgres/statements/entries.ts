import type { Entry, OwnerName } from '../ledger/entry.ts';
import type { Statement } from '../sql.ts';

const COLUMNS = `member, uid, generation::text, resource_version::text, epoch::text, state, table_oid::text, schema_name,
  table_name, key_column, row_key, deletion_policy, revision::text`;
const OF_OWNER = 'cluster_id = $1 and kind = $2 and namespace = $3 and name = $4';

const ownerValues = ({ clusterId, kind, namespace, name }: OwnerName): readonly string[] => [
  clusterId,
  kind,
  namespace,
  name,
];

/** Locks an owner's first entry until the transaction ends: every writer of this owner passes here. */
export const lockHead = (owner: OwnerName): Statement => ({
  text: `select revision::text from postgres_writer.ledger where ${OF_OWNER} and member = '' for update`,
  values: ownerValues(owner),
});

/** All entries of an owner. */
export const selectEntries = (owner: OwnerName): Statement => ({
  text: `select ${COLUMNS} from postgres_writer.ledger where ${OF_OWNER} order by member`,
  values: ownerValues(owner),
});

/**
 * Writes entries of one owner as they are to be, each only if it is still at the revision given with it (0: there was
 * none). Returns the members written: fewer than given means that somebody else was faster.
 */
export const putEntries = (owner: OwnerName, entries: readonly Entry[]): Statement => ({
  text: `insert into postgres_writer.ledger as l (cluster_id, kind, namespace, name, member, uid, generation,
    resource_version, epoch, state, table_oid, schema_name, table_name, key_column, row_key, deletion_policy,
    revision, updated_at)
  select $1, $2, $3, $4, i.member, i.uid, i.generation, i.resource_version, i.epoch, i.state, i.table_oid, i.schema_name,
    i.table_name, i.key_column, i.row_key, i.deletion_policy, i.revision + 1, pg_catalog.now()
  from unnest($5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::oid[], $12::text[],
    $13::text[], $14::text[], $15::text[], $16::text[], $17::bigint[])
    i (member, uid, generation, resource_version, epoch, state, table_oid, schema_name, table_name, key_column, row_key,
      deletion_policy, revision)
  order by i.member
  on conflict (name, namespace, kind, cluster_id, member) do update set
    uid = excluded.uid, generation = excluded.generation, resource_version = excluded.resource_version,
    epoch = excluded.epoch, state = excluded.state, deletion_policy = excluded.deletion_policy,
    table_oid = excluded.table_oid, schema_name = excluded.schema_name,
    table_name = excluded.table_name, key_column = excluded.key_column, row_key = excluded.row_key, stored_hash = null,
    revision = excluded.revision, updated_at = excluded.updated_at
    where l.revision = excluded.revision - 1
  returning member`,
  prepare: entries.length === 1,
  values: [
    ...ownerValues(owner),
    entries.map((entry) => entry.member),
    entries.map((entry) => entry.uid),
    entries.map((entry) => entry.generation),
    entries.map((entry) => entry.resourceVersion),
    entries.map((entry) => entry.epoch),
    entries.map((entry) => entry.state),
    entries.map((entry) => entry.place?.oid ?? null),
    entries.map((entry) => (entry.place ?? entry.unbound)?.schema ?? null),
    entries.map((entry) => (entry.place ?? entry.unbound)?.table ?? null),
    entries.map((entry) => (entry.place ?? entry.unbound)?.keyColumn ?? null),
    entries.map((entry) => (entry.place ?? entry.unbound)?.key ?? null),
    entries.map((entry) => entry.deletionPolicy),
    entries.map((entry) => entry.revision),
  ],
});

/** Removes entries of single rows of an owner; never its first. */
export const deleteEntries = (owner: OwnerName, members: readonly string[]): Statement => ({
  text: `delete from postgres_writer.ledger where ${OF_OWNER} and member = any ($5::text[]) and member <> ''`,
  values: [...ownerValues(owner), members],
});

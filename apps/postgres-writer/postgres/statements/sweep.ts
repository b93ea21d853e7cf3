import type { Statement } from '../sql.ts';

export interface SweepScope {
  readonly clusterId: string;
  readonly kind: string;
  /** `undefined`: all. */
  readonly namespaces: readonly string[] | undefined;
}

const IN_SCOPE = `l.cluster_id = $1 and l.kind = $2 and l.member = '' and l.state = 'live'
  and ($3::text[] is null or l.namespace = any ($3))`;

const scopeValues = ({ clusterId, kind, namespaces }: SweepScope): Statement['values'] => [
  clusterId,
  kind,
  namespaces ?? null,
];

/** How many owners there are in scope, and the number that a person confirmed for the next sweep. */
export const countEntries = (scope: SweepScope): Statement => ({
  text: `select pg_catalog.count(*)::text as entries, (select confirmed_sweep::text from postgres_writer.settings) as confirmed
  from postgres_writer.ledger l where ${IN_SCOPE}`,
  values: scopeValues(scope),
});

/** Owners in scope that are not among `present` and, if there is a version, were not written after the list of that version. */
export const selectOrphans = (
  scope: SweepScope,
  present: readonly { readonly namespace: string; readonly name: string }[],
  resourceVersion: string | undefined,
): Statement => ({
  text: `select l.namespace, l.name, l.uid, l.generation::text, l.deletion_policy, l.schema_name, l.table_name, l.key_column,
    l.row_key
  from postgres_writer.ledger l where ${IN_SCOPE} and ($4::bigint is null or l.resource_version <= $4)
  and not exists (select from unnest($5::text[], $6::text[]) p (namespace, name)
    where p.namespace = l.namespace and p.name = l.name)
  order by l.namespace, l.name`,
  prepare: false,
  values: [
    ...scopeValues(scope),
    resourceVersion ?? null,
    present.map(({ namespace }) => namespace),
    present.map(({ name }) => name),
  ],
});

/** A confirmation counts once. */
export const clearConfirmation: Statement = {
  text: 'update postgres_writer.settings set confirmed_sweep = null where confirmed_sweep is not null',
  values: [],
};

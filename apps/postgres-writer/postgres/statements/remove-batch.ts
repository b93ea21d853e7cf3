import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import type { Writer } from '../writer.ts';
import { RECLAIM, WRITER_COLUMNS, writerArrays } from './batched-apply.ts';
import { joinKey, valueExpression } from './columns.ts';
import { sameEpoch, sameTable } from './guard.ts';
import { bindAs, inputOf, type InputForm } from './row-input.ts';
import { rowKeyOf, seenRows } from './seen-rows.ts';
import { textsByTarget } from './statement-texts.ts';

/** One owner whose only row is to go. All of a batch are of one cluster, one epoch, one table; owners are distinct. */
export interface BatchedRemove {
  readonly writer: Writer;
  readonly key: string;
  readonly reclaim: boolean;
}

/** `alone`: not a case for a batch. `write`: see the flags that come with it. */
export type RemoveVerdict = 'fenced' | 'inSync' | 'alone' | 'write';

/**
 * Tombstone and delete, then proof: two statements of one transaction.
 *
 * The first judges and claims as `applyBatch` does and deletes what it claimed. The second has a snapshot of its own,
 * taken while the claims are held: it sees rows that came between the first one's snapshot and its locks, and those
 * that a trigger or a rule kept. One such row undoes everything, and the batch is split.
 *
 * The first returns per row the verdict, whether it was `claimed` and `deleted`, and whether a `foreign` row is there.
 */
export function removeBatch(target: Target, batch: readonly BatchedRemove[]): readonly [Statement, Statement] {
  const { info } = target;
  const first = batch[0];
  if (first === undefined) throw new RangeError('a batch must not be empty');
  const writers = batch.map(({ writer }) => writer);
  const form = batch.length === 1 ? 'one' : 'many';
  const prepare = form === 'one';
  const { clusterId } = first.writer.owner;
  const keys = batch.map(({ key }) => key);
  const reclaims = batch.map(({ reclaim }) => reclaim);
  const [kinds = [], namespaces = [], names = []] = writerArrays(writers);
  return [
    {
      text: removeText(target, form),
      prepare,
      values: [
        clusterId,
        first.writer.epoch,
        info.oid,
        quotePlace(info),
        ...bindAs(form, [...writerArrays(writers), reclaims, keys]),
      ],
    },
    { text: proofText(target, 'many'), prepare, values: [clusterId, info.oid, kinds, namespaces, names] },
  ];
}

const removeText = textsByTarget(buildRemove);
const proofText = textsByTarget(buildProof);

function buildRemove(target: Target, form: InputForm): string {
  const { info, key } = target;
  const table = quotePlace(info);
  const k = quoteIdentifier(key.name);
  return `with ${inputOf({ ...target, columns: [] }, 5, [...WRITER_COLUMNS, RECLAIM], form)},
looked as (
  select i.ord, i.kind, i.namespace, i.name, i.uid, i.generation, i.resource_version, i.k,
    coalesce(l.revision, 0) as revision, coalesce(l.state, 'none') as state, l.row_key,
    (t.${k} is not null and l.state is distinct from 'live' and h.revision is null) as "foreign",
    case
      when l.epoch > $2::bigint or l.epoch = $2::bigint and l.resource_version > i.resource_version then 'fenced'
      when l.state = 'retained' then 'alone'
      when l.state = 'live' and not (l.table_oid = $3::oid and l.row_key = ${rowKeyOf(key)}) is true
        then 'alone'
      when i.reclaim and l.state is distinct from 'live' and t.${k} is not null and h.revision is null then 'alone'
      when l.state = 'tombstone' and l.uid = i.uid and l.resource_version = i.resource_version and l.epoch = $2::bigint
        then 'inSync'
      else 'write'
    end as verdict
  from input i
  ${seenRows({ ...target, columns: [] }, `l.state is distinct from 'live' and t.${k} is not null`)}
  where ${sameTable({ oid: 3, name: 4 })} and ${sameEpoch(2)}),
claimed as (
  insert into postgres_writer.ledger as l (cluster_id, kind, namespace, name, member, uid, generation, resource_version,
    epoch, state, revision)
  select $1, kind, namespace, name, '', uid, generation, resource_version, $2::bigint, 'tombstone', revision + 1
  from looked where verdict = 'write' order by k
  on conflict (name, namespace, kind, cluster_id, member) do update set
    uid = excluded.uid, generation = excluded.generation, resource_version = excluded.resource_version,
    epoch = excluded.epoch, state = excluded.state, stored_hash = null, revision = excluded.revision,
    updated_at = pg_catalog.now(),
    table_oid = case l.state when 'live' then l.table_oid end,
    schema_name = case l.state when 'live' then l.schema_name end,
    table_name = case l.state when 'live' then l.table_name end,
    key_column = case l.state when 'live' then l.key_column end,
    row_key = case l.state when 'live' then l.row_key end
    where l.revision = excluded.revision - 1
  returning kind, namespace, name),
mine as (
  select * from looked
  where verdict = 'write' and ((kind, namespace, name) in (select kind, namespace, name from claimed)) is true),
deleted as (
  delete from ${table} as t using mine m where ${joinKey(key, `t.${k}`, 'm.k')} and m.state = 'live'
  returning t.${k} as k)
select l.ord::text as ord, l.verdict, l."foreign", l.ord in (select ord from mine) as claimed,
  l.state = 'live' and l.k::text in (select k::text from deleted) as deleted
from looked l
order by l.ord`;
}

/** Entries that this very transaction turned into tombstones, and whose row is there all the same. */
function buildProof({ info, key }: Target): string {
  const k = quoteIdentifier(key.name);
  return `insert into postgres_writer.refusal (reason)
select 'row_not_removed'
from unnest($3::text[], $4::text[], $5::text[]) i (kind, namespace, name)
join postgres_writer.ledger l on l.cluster_id = $1 and l.kind = i.kind and l.namespace = i.namespace and l.name = i.name
  and l.member = '' and l.state = 'tombstone' and l.table_oid = $2::oid
  and l.xmin = pg_catalog.pg_current_xact_id_if_assigned()::xid
join ${quotePlace(info)} t on ${joinKey(key, `t.${k}`, valueExpression(key, 'l.row_key'))}
limit 1`;
}

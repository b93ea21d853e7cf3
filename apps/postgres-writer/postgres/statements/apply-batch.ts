import type { Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import type { Writer } from '../writer.ts';
import { allOf, equalExpression } from './columns.ts';
import { sameTable } from './guard.ts';
import { joinKey } from './inspect-rows.ts';
import { inputOf, inputValues, type ExtraColumn } from './row-input.ts';
import { storedHash } from './stored-hash.ts';

/** One owner with one row. All of a batch are of one cluster, one epoch, one table; owners and keys are distinct. */
export interface BatchedApply {
  readonly writer: Writer;
  readonly row: Row;
  readonly reclaim: boolean;
}

/**
 * What a batch found and did for one row. `alone`: not a case for a batch (a move, a conflict, many rows).
 * `write`: see the flags that come with it.
 */
export type BatchVerdict = 'fenced' | 'inSync' | 'alone' | 'write';

/** Above this size a plan is made for the arrays at hand. */
export const KEEP_PLAN_UP_TO = 16;

export const OWNER_COLUMNS: readonly ExtraColumn[] = [
  ['kind', 'text'],
  ['namespace', 'text'],
  ['name', 'text'],
  ['uid', 'text'],
  ['generation', 'bigint'],
  ['resource_version', 'bigint'],
  ['reclaim', 'boolean'],
];

/**
 * Claim, fence and row in one statement, hence one round trip and one transaction.
 *
 * - `looked` compares what is wanted with the row and the ledger, as of the statement's snapshot, and judges.
 * - `claimed` takes the ledger entries of those to be written, each only if its revision is still what `looked` saw;
 *   otherwise another writer came between, nothing happens, and the row comes back as not claimed. The locks are held
 *   until the commit.
 * - `inserted` and `updated` write the rows of what was claimed. There is no ON CONFLICT: a row that somebody outside
 *   the ledger put there after the snapshot raises a unique violation and undoes everything.
 * - `refused` undoes everything when a write vanished (a trigger that returns NULL).
 *
 * Locks are taken in the order of keys, so that two operators do not wait for each other in a circle.
 */
export function applyBatch(target: Target, batch: readonly BatchedApply[]): Statement {
  const { info, key, columns } = target;
  const first = batch[0];
  if (first === undefined) throw new RangeError('a batch must not be empty');
  const writers = batch.map(({ writer }) => writer);
  return {
    text: textFor(target),
    prepare: batch.length <= KEEP_PLAN_UP_TO,
    values: [
      first.writer.owner.clusterId,
      first.writer.epoch,
      info.oid,
      quotePlace(info),
      info.schema,
      info.table,
      key.name,
      writers.map(({ owner }) => owner.kind),
      writers.map(({ owner }) => owner.namespace),
      writers.map(({ owner }) => owner.name),
      writers.map(({ uid }) => uid),
      writers.map(({ generation }) => generation),
      writers.map(({ resourceVersion }) => resourceVersion),
      batch.map(({ reclaim }) => reclaim),
      ...inputValues(
        { info, key, columns },
        batch.map(({ row }) => row),
      ),
    ],
  };
}

const texts = new WeakMap<Target, string>();

function textFor(target: Target): string {
  let text = texts.get(target);
  if (text === undefined) texts.set(target, (text = build(target)));
  return text;
}

function build(target: Target): string {
  const { info, key, columns } = target;
  const table = quotePlace(info);
  const k = quoteIdentifier(key.name);
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const equal = allOf(columns.map((column, i) => equalExpression(column, `t.${names[i] ?? ''}`, `i.c${i}`)));
  const list = (prefix: string): string => columns.map((_, i) => `, ${prefix}.c${i}`).join('');
  const returning = [`t.${k} as k`, ...names.map((name, i) => `t.${name} as c${i}`)].join(', ');
  const set = names.map((name, i) => `${name} = m.c${i}`).join(', ');
  const unaltered = allOf(columns.map((column, i) => equalExpression(column, `w.c${i}`, `l.c${i}`)));
  return `with ${inputOf(target, 8, OWNER_COLUMNS)},
looked as (
  select i.ord, i.kind, i.namespace, i.name, i.uid, i.generation, i.resource_version, i.k${list('i')},
    coalesce(t.${k}::text, i.k::text) as row_key, coalesce(l.revision, 0) as revision,
    t.${k} is not null as present, (t.${k} is not null and ${equal}) as equal,
    case
      when l.epoch > $2::bigint or l.epoch = $2::bigint and l.resource_version > i.resource_version then 'fenced'
      when h.revision is not null then 'alone'
      when l.state <> 'tombstone' and not (l.table_oid = $3::oid and l.row_key = coalesce(t.${k}::text, i.k::text)) is true
        then 'alone'
      when t.${k} is not null and (l.state is null or l.state = 'tombstone') and not i.reclaim then 'alone'
      when l.state = 'live' and l.uid = i.uid and l.generation = i.generation and t.${k} is not null
        and (${equal} or l.stored_hash is not null and l.stored_hash = ${storedHash(target, 't')}) then 'inSync'
      else 'write'
    end as verdict
  from input i
  left join postgres_writer.ledger l on l.cluster_id = $1 and l.kind = i.kind and l.namespace = i.namespace
    and l.name = i.name and l.member = ''
  left join ${table} t on ${joinKey(key, `t.${k}`, 'i.k')}
  left join postgres_writer.ledger h on h.table_oid = $3::oid and h.row_key = coalesce(t.${k}::text, i.k::text)
    and h.state <> 'tombstone'
    and (h.cluster_id, h.kind, h.namespace, h.name, h.member) <> ($1, i.kind, i.namespace, i.name, '')
  where ${sameTable({ oid: 3, name: 4 })}),
claimed as (
  insert into postgres_writer.ledger as l (cluster_id, kind, namespace, name, member, uid, generation, resource_version,
    epoch, state, table_oid, schema_name, table_name, key_column, row_key, revision)
  select $1, kind, namespace, name, '', uid, generation, resource_version, $2::bigint, 'live', $3::oid, $5, $6, $7, row_key,
    revision + 1
  from looked where verdict = 'write' order by row_key
  on conflict (cluster_id, kind, namespace, name, member) do update set
    uid = excluded.uid, generation = excluded.generation, resource_version = excluded.resource_version,
    epoch = excluded.epoch, state = excluded.state, table_oid = excluded.table_oid, schema_name = excluded.schema_name,
    table_name = excluded.table_name, key_column = excluded.key_column, row_key = excluded.row_key, stored_hash = null,
    revision = excluded.revision, updated_at = pg_catalog.now()
    where l.revision = excluded.revision - 1
  returning row_key),
mine as (select m.* from looked m join claimed c on c.row_key = m.row_key where m.verdict = 'write'),
inserted as (
  insert into ${table} as t (${[k, ...names].join(', ')})
  select m.k${list('m')} from mine m where not m.present order by m.row_key
  returning ${returning}),
${
  set === ''
    ? ''
    : `updated as (
  update ${table} as t set ${set} from mine m
  where ${joinKey(key, `t.${k}`, 'm.k')} and m.present and not m.equal
  returning ${returning}),
`
}written as (select * from inserted${set === '' ? '' : ' union all select * from updated'}),
refused as (
  insert into postgres_writer.refusal (reason) select 'row_not_written'
  from mine m left join written w on ${joinKey(key, 'w.k', 'm.k')} where not (m.present and m.equal) and w.k is null
  limit 1)
select l.ord::text as ord, l.verdict, l.present, l.equal, c.row_key is not null as claimed,
  (w.k is not null and not (${unaltered})) as altered
from looked l left join claimed c on c.row_key = l.row_key and l.verdict = 'write'
left join written w on ${joinKey(key, 'w.k', 'l.k')}
order by l.ord`;
}

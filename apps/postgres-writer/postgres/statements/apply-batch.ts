import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { bindBatch, RECLAIM, WRITER_COLUMNS, type BatchedApply } from './batched-apply.ts';
import { allOf, equalExpression, joinKey } from './columns.ts';
import { sameEpoch, sameTable } from './guard.ts';
import { inputOf } from './row-input.ts';
import { rowKeyOf, seenRows } from './seen-rows.ts';
import { textsByTarget } from './statement-texts.ts';
import { storedHash } from './stored-hash.ts';
import { mayAlter, rowImage } from './stored-image.ts';

/**
 * Claim, fence and row in one statement, hence one round trip and one transaction.
 *
 * - `looked` compares what is wanted with the row and the ledger, as of the statement's snapshot, and judges.
 * - `claimed` takes the ledger entries of those to be written, each only if its revision is still what `looked` saw;
 *   otherwise another writer came between, nothing happens, and the row comes back as not claimed. The locks are held
 *   until the commit.
 * - A place that another owner holds while its row is missing violates the ledger's unique index, and undoes everything.
 * - `inserted` and `updated` write the rows of what was claimed. There is no ON CONFLICT: a row that somebody outside
 *   the ledger put there after the snapshot raises a unique violation and undoes everything.
 * - `refused` undoes everything when a write vanished (a trigger that returns NULL).
 *
 * What the CTEs tell each other goes by hashed sub-selects and counts: of joins between them the planner expects next
 * to nothing and nests their loops.
 *
 * Locks are taken in the order of keys, so that two operators do not wait for each other in a circle.
 */
export function applyBatch(target: Target, batch: readonly BatchedApply[]): Statement {
  const form = batch.length === 1 ? 'one' : 'many';
  const reclaims = batch.map(({ reclaim }) => reclaim);
  return {
    text: textFor(target, reclaims.includes(true) ? `${form}, reclaiming` : form),
    prepare: form === 'one',
    values: bindBatch(target, form, batch, [reclaims]),
  };
}

const textFor = textsByTarget((target: Target, variant: 'one' | 'many' | 'one, reclaiming' | 'many, reclaiming') =>
  build(target, variant.startsWith('one') ? 'one' : 'many', variant.endsWith('reclaiming')),
);

function build(target: Target, form: 'one' | 'many', reclaims: boolean): string {
  const { info, key, columns } = target;
  const table = quotePlace(info);
  const k = quoteIdentifier(key.name);
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const equal = allOf(columns.map((column, i) => equalExpression(column, `t.${names[i] ?? ''}`, `i.c${i}`)));
  const rowKey = rowKeyOf(key);
  // Bound by name again after a restore, once the row proves to be the one that is wanted.
  const restored = `(l.table_oid is null and l.schema_name = $5 and l.table_name = $6 and (t.${k} is null or ${equal}))`;
  const list = (prefix: string): string => columns.map((_, i) => `, ${prefix}.c${i}`).join('');
  const returning = [`t.${k} as k`, ...names.map((name, i) => `t.${name} as c${i}`)].join(', ');
  const set = names.map((name, i) => `${name} = m.c${i}`).join(', ');
  const image = (row: string): string => rowImage(row, ['k', ...columns.map((_, i) => `c${i}`)]);
  const altered = `${mayAlter(info, 3)} and not ${image('l')} in (select ${image('w')} from written w)`;
  return `with ${inputOf(target, 8, [...WRITER_COLUMNS, RECLAIM], form)},
looked as (
  select i.ord, i.kind, i.namespace, i.name, i.uid, i.generation, i.resource_version, i.deletion_policy, i.k${list('i')},
    ${rowKey} as row_key, coalesce(l.revision, 0) as revision,
    t.${k} is not null as present, (t.${k} is not null and ${equal}) as equal,
    case
      when l.epoch > $2::bigint or l.epoch = $2::bigint and l.resource_version > i.resource_version then 'fenced'
${reclaims ? "      when h.revision is not null then 'alone'\n" : ''}      when l.state <> 'tombstone' and not (l.row_key = ${rowKey} and (l.table_oid = $3::oid or ${restored})) is true
        then 'alone'
      when t.${k} is not null and (l.state is null or l.state = 'tombstone') and not i.reclaim then 'alone'
      when l.state = 'live' and l.table_oid = $3::oid and l.uid = i.uid and l.generation = i.generation and t.${k} is not null
        and (${equal} or l.stored_hash is not null and l.stored_hash = ${storedHash(target, 't')}) then 'inSync'
      else 'write'
    end as verdict
  from input i
  ${seenRows(target, reclaims ? `i.reclaim and t.${k} is not null` : undefined)}
  where ${sameTable({ oid: 3, name: 4 })} and ${sameEpoch(2)}),
claimed as (
  insert into postgres_writer.ledger as l (cluster_id, kind, namespace, name, member, uid, generation, resource_version,
    epoch, state, table_oid, schema_name, table_name, key_column, row_key, deletion_policy, revision)
  select $1, kind, namespace, name, '', uid, generation, resource_version, $2::bigint, 'live', $3::oid, $5, $6, $7, row_key,
    deletion_policy, revision + 1
  from looked where verdict = 'write' order by row_key
  on conflict (name, namespace, kind, cluster_id, member) do update set
    uid = excluded.uid, generation = excluded.generation, resource_version = excluded.resource_version,
    epoch = excluded.epoch, state = excluded.state, table_oid = excluded.table_oid, schema_name = excluded.schema_name,
    table_name = excluded.table_name, key_column = excluded.key_column, row_key = excluded.row_key, stored_hash = null,
    deletion_policy = excluded.deletion_policy, revision = excluded.revision, updated_at = pg_catalog.now()
    where l.revision = excluded.revision - 1
  returning row_key),
mine as (select * from looked where verdict = 'write' and (row_key in (select row_key from claimed)) is true),
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
  where (select pg_catalog.count(*) from written) <
    (select pg_catalog.count(*) from mine where not (present and equal)))
select pg_catalog.string_agg(case
    when l.verdict = 'fenced' then 'f' when l.verdict = 'inSync' then 's' when l.verdict = 'alone' then 'a'
    when not l.ord in (select ord from mine) then 'r'
    when l.present and l.equal then 'l'
    when ${altered} then case when l.present then 'U' else 'I' end
    when l.present then 'u' else 'i'
  end, '' order by l.ord) as verdicts
from looked l`;
}

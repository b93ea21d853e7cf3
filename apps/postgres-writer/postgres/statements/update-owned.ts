import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { bindBatch, WRITER_COLUMNS, type BatchedApply } from './batched-apply.ts';
import { allOf, equalExpression, joinKey } from './columns.ts';
import { sameEpoch, sameTable } from './guard.ts';
import { inputOf, type InputForm } from './row-input.ts';
import { textsByTarget } from './statement-texts.ts';
import { mayAlter, rowImage } from './stored-image.ts';

/**
 * For a batch that is expected to be all edits: newer generations of owners that have the row by the ledger already.
 * What is not so is left alone (verdict `r`) and is to be asked of `applyBatch`. That one looks first and claims what it
 * saw; here the claim is the look, which saves a reading of ledger and table.
 *
 * - `claimed` has all that is judged in its condition, so that PostgreSQL judges again by the newest version of an
 *   entry when it had to wait for another writer.
 * - `written` writes the rows that differ.
 * - `kept` are those that are equal. That is as of the statement's snapshot, hence true only if the entry that was
 *   claimed is the snapshot's, too: if another writer came between, the row may be another by now.
 * - `refused` undoes everything when something claimed is neither: the row is gone, a trigger swallowed the write, or
 *   the row changed in between.
 *
 * Returns `verdicts` as `applyBatch` does. Locks are taken in the order of keys.
 */
export function updateOwned(target: Target, batch: readonly BatchedApply[]): Statement {
  const form = batch.length === 1 ? 'one' : 'few';
  return { text: textFor(target, form), prepare: form === 'one', values: bindBatch(target, form, batch) };
}

const textFor = textsByTarget((target: Target, form: InputForm): string => {
  const { info, key, columns } = target;
  const table = quotePlace(info);
  const k = quoteIdentifier(key.name);
  const names = columns.map(({ name }) => quoteIdentifier(name));
  const values = columns.map((_, i) => `c${i}`);
  const equal = allOf(columns.map((column, i) => equalExpression(column, `t.${names[i] ?? ''}`, `c.c${i}`)));
  const set = names.map((name, i) => `${name} = c.c${i}`).join(', ');
  const ownedBy = (entry: string, row: string): string => `${entry}.name = ${row}.name
    and ${entry}.namespace = ${row}.namespace and ${entry}.kind = ${row}.kind and ${entry}.cluster_id = $1 and ${entry}.member = ''`;
  return `with ${inputOf(target, 8, WRITER_COLUMNS, form)},
altering as materialized (select ${mayAlter(info, 3)} as possible),
wanted as materialized (
  select i.*, i.k::text collate "C" as row_key from input i where ${sameTable({ oid: 3, name: 4 })} and ${sameEpoch(2)}
  order by row_key),
claimed as (
  update postgres_writer.ledger as l set uid = w.uid, generation = w.generation, resource_version = w.resource_version,
    epoch = $2::bigint, schema_name = $5, table_name = $6, key_column = $7, stored_hash = null,
    deletion_policy = w.deletion_policy, revision = l.revision + 1, updated_at = pg_catalog.now()
  from wanted w
  where ${ownedBy('l', 'w')}
    and l.state = 'live' and l.table_oid = $3::oid and l.row_key = w.row_key
    and (l.epoch < $2::bigint or l.epoch = $2::bigint and l.resource_version <= w.resource_version)
    and (l.uid <> w.uid or l.generation <> w.generation)
  returning w.ord, w.kind, w.namespace, w.name, w.k${values.map((value) => `, w.${value}`).join('')}, l.revision),
written as (${
    set === ''
      ? 'select null::bigint as ord, false as altered where false'
      : `
  update ${table} as t set ${set} from claimed c
  where ${joinKey(key, `t.${k}`, 'c.k')} and not (${equal})
  returning c.ord, case when (select possible from altering)
    then ${rowImage('t', [k, ...names])} <> ${rowImage('c', ['k', ...values])} else false end as altered`
  }),
kept as (
  select c.ord from claimed c
  join postgres_writer.ledger l on ${ownedBy('l', 'c')} and l.revision = c.revision - 1
  join ${table} t on ${joinKey(key, `t.${k}`, 'c.k')} and ${equal}
  where not c.ord in (select ord from written)),
refused as (
  insert into postgres_writer.refusal (reason) select 'row_not_written'
  where (select pg_catalog.count(*) from written) + (select pg_catalog.count(*) from kept) <
    (select pg_catalog.count(*) from claimed))
select pg_catalog.string_agg(case
    when not w.ord in (select ord from claimed) then 'r'
    when w.ord in (select ord from kept) then 'l'
    when w.ord in (select ord from written where altered) then 'U' else 'u'
  end, '' order by w.ord) as verdicts
from wanted w`;
});

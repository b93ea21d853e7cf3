import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { bindBatch, WRITER_COLUMNS, type BatchedApply } from './batched-apply.ts';
import { sameEpoch, sameTable } from './guard.ts';
import { inputOf, type InputForm } from './row-input.ts';
import { textsByTarget } from './statement-texts.ts';
import { mayAlter, rowImage } from './stored-image.ts';

/**
 * For a batch that is expected to be all new: owners without an entry, keys without a row. So it is, or the whole
 * statement fails: one entry or one row that is there already violates a unique constraint. There is nothing to look at
 * then, and nothing to judge: where no entry is, no writer was before. Hence half the work of `applyBatch`, which is to
 * be asked when this one fails.
 *
 * Returns `verdicts` as `applyBatch` does. Entries are claimed before any row is written, in the order of keys.
 */
export function insertNew(target: Target, batch: readonly BatchedApply[]): Statement {
  const form = batch.length === 1 ? 'one' : 'many';
  // Nothing is joined, so the length of arrays does not matter to the plan.
  return { text: textFor(target, form), values: bindBatch(target, form, batch) };
}

const textFor = textsByTarget((target: Target, form: InputForm): string => {
  const { info, key, columns } = target;
  const names = [key, ...columns].map(({ name }) => quoteIdentifier(name));
  const values = ['k', ...columns.map((_, i) => `c${i}`)];
  return `with ${inputOf(target, 8, WRITER_COLUMNS, form)},
altering as materialized (select ${mayAlter(info, 3)} as possible),
wanted as (select i.*, i.k::text collate "C" as row_key from input i where ${sameTable({ oid: 3, name: 4 })} and ${sameEpoch(2)}),
claimed as (
  insert into postgres_writer.ledger (cluster_id, kind, namespace, name, member, uid, generation, resource_version, epoch,
    state, table_oid, schema_name, table_name, key_column, row_key, deletion_policy)
  select $1, kind, namespace, name, '', uid, generation, resource_version, $2::bigint, 'live', $3::oid, $5, $6, $7, row_key,
    deletion_policy
  from wanted order by row_key
  returning 1),
written as (
  insert into ${quotePlace(info)} as t (${names.join(', ')})
  select ${values.join(', ')} from wanted where (select pg_catalog.count(*) from claimed) > 0 order by row_key
  returning case when (select possible from altering) then ${rowImage('t', names)} end as image),
refused as (
  insert into postgres_writer.refusal (reason) select 'row_not_written'
  where (select pg_catalog.count(*) from written) < (select pg_catalog.count(*) from claimed))
select pg_catalog.string_agg(case
    when (select possible from altering) and not ${rowImage('w', values)} in (select image from written) then 'I' else 'i'
  end, '' order by w.ord) as verdicts
from wanted w`;
});

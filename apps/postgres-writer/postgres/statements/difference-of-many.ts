import type { Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { allOf, equalExpression, joinKey } from './columns.ts';
import { bindOwners, type ComparedKind, type ComparedRow } from './difference.ts';
import { sameTable } from './guard.ts';
import { inputOf, inputValues } from './row-input.ts';
import { storedHash } from './stored-hash.ts';

/** One owner with any number of rows, and what the ledger should have of it. */
export interface ComparedOwner {
  readonly owner: ComparedRow['owner'];
  readonly rows: readonly Row[];
}

/**
 * As `differenceOf`, for owners that have an entry per row. One row back for each owner that is not in sync: `ord` (from
 * 1) of the owner, the gravest kind of difference among its rows, and a digit per column: 1 where a row differs.
 *
 * The version is in the owner's first entry. An owner that has more rows by the ledger than it wants is behind, too.
 */
export function differenceOfMany(target: Target, of: ComparedKind, owners: readonly ComparedOwner[]): Statement {
  const { info, key, columns } = target;
  const k = quoteIdentifier(key.name);
  const equals = columns.map((column, i) => equalExpression(column, `t.${quoteIdentifier(column.name)}`, `i.c${i}`));
  const flags = equals.map((equal, i) => `, case when ${equal} then '0' else '1' end as f${i}`);
  const mostOf = columns.map((_, i) => `pg_catalog.max(f${i})`);
  const ofOwner = (entry: string): string =>
    `${entry}.name = o.name and ${entry}.namespace = o.namespace and ${entry}.kind = $4 and ${entry}.cluster_id = $1`;
  return {
    text: `with ${inputOf(target, 10, [['owner', 'bigint']])},
owners as (
  select o.* from unnest($5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[])
    with ordinality o (namespace, name, uid, generation, wanted, ord)),
compared as (
  select i.owner, case
      when t.${k} is null then 2
      when e.state is null then 1
      when not (${allOf(equals)}) and (e.stored_hash is null or e.stored_hash <> ${storedHash(target, 't')}) then 3
      when e.state <> 'live' or e.table_oid is null then 4
    end as gravity${flags.join('')}
  from input i
  join owners o on o.ord = i.owner
  left join ${quotePlace(info)} t on ${joinKey(key, `t.${k}`, 'i.k')}
  left join postgres_writer.ledger e on ${ofOwner('e')} and e.row_key = t.${k}::text collate "C" and e.state <> 'tombstone'
    and (e.table_oid = $2::oid or e.table_oid is null)),
differing as (
  select owner, pg_catalog.min(gravity) as gravity, ${mostOf.length === 0 ? "''" : mostOf.join(' || ')} as flags
  from compared where gravity is not null group by owner),
versions as (
  select o.ord, pg_catalog.bool_or(l.member = '' and l.state = 'live' and l.uid = o.uid and l.generation = o.generation)
    and pg_catalog.count(l.row_key) filter (where l.state <> 'tombstone') = o.wanted as current
  from owners o left join postgres_writer.ledger l on ${ofOwner('l')}
  group by o.ord, o.wanted)
select null as ord, null as kind, null as flags where ${sameTable({ oid: 2, name: 3 })}
union all
select v.ord::text, case d.gravity when 1 then 'notOurs' when 2 then 'missing' when 3 then 'changed' else 'ledgerBehind' end,
  d.flags
from versions v left join differing d on d.owner = v.ord
where d.owner is not null or v.current is not true`,
    prepare: false,
    values: [
      ...bindOwners(
        target,
        of,
        owners.map(({ owner }) => owner),
      ),
      owners.map(({ rows }) => rows.length),
      owners.flatMap(({ rows }, i) => rows.map(() => i + 1)),
      ...inputValues(
        target,
        owners.flatMap(({ rows }) => rows),
      ),
    ],
  };
}

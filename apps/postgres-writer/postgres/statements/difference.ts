import type { Owner, Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { SqlValue, Statement } from '../sql.ts';
import { allOf, equalExpression, joinKey } from './columns.ts';
import { sameTable } from './guard.ts';
import { inputOf, inputValues, type ExtraColumn } from './row-input.ts';
import { storedHash } from './stored-hash.ts';

/** Whose rows are compared: the same for all rows of one statement, so that it is sent and compared once. */
export interface ComparedKind {
  readonly clusterId: string;
  readonly kind: string;
}

/** One owner with one row, and what the ledger should have of it. */
export interface ComparedRow {
  readonly owner: Pick<Owner, 'namespace' | 'name' | 'uid' | 'generation'>;
  readonly row: Row;
}

/** $1 to $8: what the ledger is asked of, and the owners. */
export const bindOwners = (
  { info }: Target,
  { clusterId, kind }: ComparedKind,
  owners: readonly ComparedRow['owner'][],
): readonly SqlValue[] => [
  clusterId,
  info.oid,
  quotePlace(info),
  kind,
  owners.map(({ namespace }) => namespace),
  owners.map(({ name }) => name),
  owners.map(({ uid }) => uid),
  owners.map(({ generation }) => generation),
];

const OWNER: readonly ExtraColumn[] = [
  ['namespace', 'text'],
  ['name', 'text'],
  ['uid', 'text'],
  ['generation', 'bigint'],
];

/**
 * Makes PostgreSQL hash what it compares, for this transaction: it reads each table once, whatever it believes about
 * sizes. Nothing else is planned in it, since a comparison fires no trigger.
 */
export const preferHashing: Statement = {
  text: `select pg_catalog.set_config('enable_nestloop', 'off', true), pg_catalog.set_config('enable_mergejoin', 'off', true),
  pg_catalog.set_config('work_mem', '64MB', true)`,
  values: [],
};

/**
 * Compares wanted rows with rows and ledger; reads only. First a row without `ord`: without it the table is not the one
 * that was described. Then one row for each that is not in sync: `ord` (from 1), its kind of difference, and a digit per
 * column: 1 where it differs.
 */
export function differenceOf(target: Target, of: ComparedKind, rows: readonly ComparedRow[]): Statement {
  const { info, key, columns } = target;
  const k = quoteIdentifier(key.name);
  const equals = columns.map((column, i) => equalExpression(column, `t.${quoteIdentifier(column.name)}`, `i.c${i}`));
  const flags = equals.map((equal) => `case when ${equal} then '0' else '1' end`);
  return {
    text: `with ${inputOf(target, 5, OWNER)},
compared as (
  select i.ord, ${flags.length === 0 ? "''" : flags.join(' || ')} as flags,
    case
      when t.${k} is null then 'missing'
      when l.state is null or l.state = 'tombstone' then 'notOurs'
      when not (${allOf(equals)}) and (l.stored_hash is null or l.stored_hash <> ${storedHash(target, 't')}
        or l.generation <> i.generation) then 'changed'
      when not (l.table_oid = $2::oid and l.row_key = t.${k}::text collate "C") is true then 'ledgerBehind'
      when l.state <> 'live' or l.uid <> i.uid or l.generation <> i.generation then 'ledgerBehind'
    end as kind
  from input i
  left join ${quotePlace(info)} t on ${joinKey(key, `t.${k}`, 'i.k')}
  left join postgres_writer.ledger l on l.name = i.name and l.namespace = i.namespace and l.kind = $4
    and l.cluster_id = $1 and l.member = '')
select null as ord, null as kind, null as flags where ${sameTable({ oid: 2, name: 3 })}
union all
select ord::text, kind, flags from compared where kind is not null`,
    prepare: false,
    values: [
      ...bindOwners(
        target,
        of,
        rows.map(({ owner }) => owner),
      ),
      ...inputValues(
        target,
        rows.map(({ row }) => row),
      ),
    ],
  };
}

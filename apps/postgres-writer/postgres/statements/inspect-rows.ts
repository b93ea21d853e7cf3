import type { Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { allOf, equalExpression } from './columns.ts';
import { sameTable } from './guard.ts';
import { inputOf, inputValues } from './row-input.ts';
import { rowAt, rowKeyOf } from './seen-rows.ts';
import { storedHash } from './stored-hash.ts';

/**
 * Compares wanted rows with what is there. One row back per wanted row: `ord` (from 1), `key` as the column prints it,
 * whether a row is `present` and `equal`, whether it is `kept` as a trigger made it, and who has its place by the
 * ledger.
 *
 * No row at all: the table is not the one that was described, and nothing may be concluded.
 */
export function inspectRows(target: Target, rows: readonly Row[]): Statement {
  const { info, key, columns } = target;
  const k = quoteIdentifier(key.name);
  const equal = columns.map((column, i) => equalExpression(column, `t.${quoteIdentifier(column.name)}`, `i.c${i}`));
  return {
    text: `with ${inputOf(target, 3)}
select i.ord::text as ord, ${rowKeyOf(key)} as key, t.${k} is not null as present,
  (t.${k} is not null and ${allOf(equal)}) as equal,
  (h.stored_hash is not null and h.stored_hash = ${storedHash(target, 't')}) as kept,
  h.cluster_id, h.kind, h.namespace, h.name, h.member
from input i
left join lateral (${rowAt(target)}) t on true
left join lateral (
  select h.* from postgres_writer.ledger h
  where h.table_oid = $1::oid and h.state <> 'tombstone' and h.row_key = ${rowKeyOf(key)} limit 1) h on true
where ${sameTable({ oid: 1, name: 2 })}
order by i.ord`,
    prepare: rows.length === 1,
    values: [info.oid, quotePlace(info), ...inputValues(target, rows)],
  };
}

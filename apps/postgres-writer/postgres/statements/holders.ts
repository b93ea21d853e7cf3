import type { ColumnInfo, TableInfo } from '../catalog/table-info.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { joinKey, valueExpression } from './columns.ts';
import { sameTable } from './guard.ts';

/** The keys that are in the table, and whether the ledger knows an owner for each. */
export function selectHolders(info: TableInfo, key: ColumnInfo, keys: readonly string[]): Statement {
  const k = quoteIdentifier(key.name);
  return {
    text: `select t.${k}::text as key, exists (select from postgres_writer.ledger h
  where h.table_oid = $2::oid and h.row_key = t.${k}::text collate "C" and h.state <> 'tombstone') as held
from unnest($1::text[]) r (k) join ${quotePlace(info)} t on ${joinKey(key, `t.${k}`, valueExpression(key, 'r.k'))}
where ${sameTable({ oid: 2, name: 3 })}`,
    prepare: keys.length === 1,
    values: [keys, info.oid, quotePlace(info)],
  };
}

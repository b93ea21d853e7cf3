import type { ColumnInfo, TableInfo } from '../catalog/table-info.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { joinKey, valueExpression } from './columns.ts';
import { sameTable } from './guard.ts';

/** Deletes rows by key and returns the key of each one that PostgreSQL says it deleted. Believe {@link findRows}. */
export function deleteRows(info: TableInfo, key: ColumnInfo, keys: readonly string[]): Statement {
  const k = quoteIdentifier(key.name);
  return {
    text: `delete from ${quotePlace(info)} as t using unnest($1::text[]) r (k)
where ${joinKey(key, `t.${k}`, valueExpression(key, 'r.k'))} and ${sameTable({ oid: 2, name: 3 })}
returning t.${k}::text as key`,
    prepare: keys.length === 1,
    values: [keys, info.oid, quotePlace(info)],
  };
}

/**
 * The keys that are there, after one null: without it the table is not the one that was described.
 */
export function findRows(info: TableInfo, key: ColumnInfo, keys: readonly string[]): Statement {
  const k = quoteIdentifier(key.name);
  return {
    text: `select null as key where ${sameTable({ oid: 2, name: 3 })}
union all
select t.${k}::text from unnest($1::text[]) r (k) join ${quotePlace(info)} t on ${joinKey(key, `t.${k}`, valueExpression(key, 'r.k'))}`,
    prepare: keys.length === 1,
    values: [keys, info.oid, quotePlace(info)],
  };
}

import type { ColumnInfo, TableInfo } from '../catalog/table-info.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import { valueExpression } from './columns.ts';
import { joinKey } from './inspect-rows.ts';

/** Deletes rows by key and returns the key of each one that PostgreSQL says it deleted. Believe {@link findRows}. */
export function deleteRows(info: TableInfo, key: ColumnInfo, keys: readonly string[]): Statement {
  const k = quoteIdentifier(key.name);
  return {
    text: `delete from ${quotePlace(info)} as t using unnest($1::text[]) r (k)
where ${joinKey(key, `t.${k}`, valueExpression(key, 'r.k'))} and pg_catalog.to_regclass($3) = $2::oid
returning t.${k}::text as key`,
    values: [keys, info.oid, quotePlace(info)],
  };
}

/**
 * The keys that are there. A row `guard` comes first, so that an answer about another table (the name changed hands) is
 * told from an empty one.
 */
export function findRows(info: TableInfo, key: ColumnInfo, keys: readonly string[]): Statement {
  const k = quoteIdentifier(key.name);
  return {
    text: `select null as key where pg_catalog.to_regclass($3) = $2::oid
union all
select t.${k}::text from unnest($1::text[]) r (k) join ${quotePlace(info)} t on ${joinKey(key, `t.${k}`, valueExpression(key, 'r.k'))}`,
    values: [keys, info.oid, quotePlace(info)],
  };
}

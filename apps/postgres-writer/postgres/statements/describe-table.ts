import type { TableName } from '../catalog/table-name.ts';
import type { ColumnInfo, RelationKind, TableInfo } from '../catalog/table-info.ts';
import { textOf, type SqlRow, type Statement } from '../sql.ts';

/** Finds a table by name, as the role's own search path finds it. No row: there is none. */
export function describeByName({ database, schema, table }: TableName): Statement {
  return { text: BY_NAME, values: [table, schema ?? null, database ?? null] };
}

/** Finds a table by OID, whatever it is called by now. No row: it was dropped. */
export function describeByOid(oid: string): Statement {
  return { text: BY_OID, values: [oid] };
}

export function readTableInfo(row: SqlRow): TableInfo {
  const columns = JSON.parse(textOf(row, 'columns')) as readonly ColumnInfo[];
  return {
    oid: textOf(row, 'oid'),
    schema: textOf(row, 'schema'),
    table: textOf(row, 'table'),
    kind: KINDS.get(textOf(row, 'kind')) ?? 'other',
    hasRules: row['has_rules'] === 't',
    rowSecurity: row['row_security'] === 't',
    columns: new Map(columns.map((column) => [column.name, column])),
  };
}

const KINDS: ReadonlyMap<string, RelationKind> = new Map([
  ['r', 'table'],
  ['p', 'partitioned'],
  ['v', 'view'],
  ['m', 'materialized'],
  ['f', 'foreign'],
]);

/**
 * `base` walks down a column's domains to its real type, keeping the innermost modifier, as `getBaseTypeAndTypmod` does.
 * The equality is that of the type's default operator class (B-tree, else hash), or of the one its kind or a
 * binary-compatible implicit cast lends it: varchar has that of text.
 */
const select = (where: string): string => `
select c.oid::text as oid, n.nspname::text as schema, c.relname::text as "table", c.relkind::text as kind,
  pg_catalog.row_security_active(c.oid) as row_security,
  exists (select from pg_catalog.pg_rewrite r where r.ev_class = c.oid and r.ev_type in ('2', '3', '4')) as has_rules,
  coalesce((select pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
      'name', a.attname,
      'displayType', pg_catalog.format_type(a.atttypid, a.atttypmod),
      'type', pg_catalog.jsonb_build_object('schema', tn.nspname, 'name', t.typname),
      'modifier', base.modifier,
      'coercion', (select pg_catalog.jsonb_build_object('schema', fn.nspname, 'name', f.proname, 'arguments', f.pronargs)
        from pg_catalog.pg_cast k join pg_catalog.pg_proc f on f.oid = k.castfunc
        join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
        where k.castsource = t.oid and k.casttarget = t.oid and base.modifier >= 0),
      'equality', (select pg_catalog.jsonb_build_object('schema', opn.nspname, 'name', op.oprname)
        from pg_catalog.pg_opclass oc
        join pg_catalog.pg_amop ao on ao.amopfamily = oc.opcfamily and ao.amoplefttype = oc.opcintype
          and ao.amoprighttype = oc.opcintype and ao.amopstrategy = case oc.opcmethod when 403 then 3 else 1 end
        join pg_catalog.pg_operator op on op.oid = ao.amopopr
        join pg_catalog.pg_namespace opn on opn.oid = op.oprnamespace
        where oc.opcdefault and oc.opcmethod in (403, 405) and (
          oc.opcintype = t.oid
          or oc.opcintype = case t.typtype when 'e' then 3500 when 'r' then 3831 when 'm' then 4537 when 'c' then 2249 end
          or oc.opcintype = 2277 and t.typcategory = 'A' and t.typelem <> 0
          or oc.opcintype in (select k.casttarget from pg_catalog.pg_cast k
            where k.castsource = t.oid and k.castmethod = 'b' and k.castcontext = 'i'))
        order by oc.opcintype <> t.oid, oc.opcmethod, op.oid limit 1),
      'required', (a.attnotnull or base.not_null) and not a.atthasdef and a.attidentity = '' and not base.has_default,
      'computed', a.attgenerated <> '' or a.attidentity = 'a',
      'unique', exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid
        and i.indimmediate and i.indpred is null and i.indnkeyatts = 1 and i.indkey[0] = a.attnum))
      order by a.attnum)
    from pg_catalog.pg_attribute a
    cross join lateral (
      with recursive down (oid, modifier, not_null, has_default, depth) as (
        select a.atttypid, a.atttypmod, false, false, 0
        union all
        select d.typbasetype, case when down.modifier < 0 then d.typtypmod else down.modifier end,
          down.not_null or d.typnotnull, down.has_default or d.typdefault is not null, down.depth + 1
        from down join pg_catalog.pg_type d on d.oid = down.oid and d.typtype = 'd')
      select oid, modifier, not_null, has_default from down order by depth desc limit 1) base
    join pg_catalog.pg_type t on t.oid = base.oid
    join pg_catalog.pg_namespace tn on tn.oid = t.typnamespace
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${where}`;

const BY_NAME = select(`c.relname = $1
  and case when $2::text is null then pg_catalog.pg_table_is_visible(c.oid) else n.nspname = $2 end
  and ($3::text is null or $3 = pg_catalog.current_database())`);
const BY_OID = select('c.oid = $1::oid');

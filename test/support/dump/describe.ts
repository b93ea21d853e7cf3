/** What a user may have made: all but PostgreSQL's own. */
const OF_USERS = (schema: string): string => `${schema} <> 'information_schema' and ${schema} not like 'pg\\_%'`;

/** Grants of an ACL as statements; those of the owner are there by themselves. */
const grantsOf = (acl: string, owner: string, on: string): string =>
  `(select array_agg(format('grant %s on %s to %s', a.privilege_type, ${on},
    case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end))
  from aclexplode(${acl}) a where a.grantee <> ${owner})`;

/** `public` is in every database. */
export const DESCRIBE_SCHEMAS = `
select format('create schema if not exists %I authorization %I', n.nspname, pg_get_userbyid(n.nspowner)) as create,
  ${grantsOf('n.nspacl', 'n.nspowner', `format('schema %I', n.nspname)`)} as grants
from pg_namespace n where ${OF_USERS('n.nspname')} order by n.nspname`;

export const DESCRIBE_RELATIONS = `
select format('%I.%I', n.nspname, c.relname) as name,
  (select string_agg(concat_ws(' ', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
      case when a.attcollation <> t.typcollation then format('collate %I.%I', cn.nspname, co.collname) end,
      'default ' || pg_get_expr(d.adbin, d.adrelid), case when a.attnotnull then 'not null' end), ', ' order by a.attnum)
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join pg_collation co on co.oid = a.attcollation
    left join pg_namespace cn on cn.oid = co.collnamespace
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  array_to_string(c.reloptions, ', ') as options,
  quote_ident(pg_get_userbyid(c.relowner)) as owner,
  ${grantsOf('c.relacl', 'c.relowner', `format('table %I.%I', n.nspname, c.relname)`)} as grants,
  obj_description(c.oid, 'pg_class') as comment,
  array(
    select format('alter table %I.%I add constraint %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
    from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'c', 'x') order by k.conname)
  || array(
    select pg_get_indexdef(i.indexrelid) from pg_index i
    where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
    order by i.indexrelid) as after
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and ${OF_USERS('n.nspname')} order by n.nspname, c.relname`;

export const WHAT_IS_NOT_COPIED = `
select format('%s %I.%I', c.relkind, n.nspname, c.relname) as what
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind not in ('r', 'i', 't', 'c') and ${OF_USERS('n.nspname')}
union all
select format('function %I.%I', n.nspname, p.proname) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where ${OF_USERS('n.nspname')}
union all
select format('type %I.%I', n.nspname, t.typname) from pg_type t join pg_namespace n on n.oid = t.typnamespace
where t.typtype <> 'b' and t.typtype <> 'c' and ${OF_USERS('n.nspname')}
union all
select format('foreign key %I of %s', k.conname, k.conrelid::regclass) from pg_constraint k where k.contype = 'f'
union all
select format('generated column %I of %s', a.attname, a.attrelid::regclass) from pg_attribute a
where a.attgenerated <> '' or a.attidentity <> ''`;

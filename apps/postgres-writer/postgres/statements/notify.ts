import type { Place } from '../../controller/row-store.ts';
import { quoteIdentifier, quoteLiteral, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';

/** Keys that one notification names at most. */
const MAX_KEYS = 100;
/** PostgreSQL takes less than 8000 bytes. */
const MAX_BYTES = 7_900;

const functionName = (id: string): string => `postgres_writer.${quoteIdentifier(`row_changed_${id}`)}`;

/**
 * The trigger's function. Tells on a channel which keys a statement has updated or deleted, or of the table alone if
 * they are many. Keys are those of the transition table `old_rows`; the key's column is the trigger's argument.
 */
export const createFunction = (id: string, channel: string): Statement =>
  once(`create or replace function ${functionName(id)}() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $body$
declare
  place constant jsonb := jsonb_build_object('schema', tg_table_schema, 'table', tg_table_name);
  keys jsonb := null;
  message text := place::text;
begin
  if tg_op <> 'TRUNCATE' then
    select jsonb_agg(to_jsonb(o) ->> tg_argv[0]) into keys from (select * from old_rows limit ${MAX_KEYS + 1}) o;
    if keys is null then
      return null;
    end if;
    if jsonb_array_length(keys) <= ${MAX_KEYS} then
      message := (place || jsonb_build_object('keys', keys))::text;
    end if;
  end if;
  if octet_length(message) > ${MAX_BYTES} then
    message := place::text;
  end if;
  perform pg_notify(${quoteLiteral(channel)}, message);
  return null;
end $body$`);

/** What the operator's own transactions are known by. */
const OTHERS = `pg_catalog.current_setting('postgres_writer.own', true) is distinct from 'on'`;

/** Triggers of one table. Not on INSERT: a row that is new is nobody's of ours. */
export function createTriggers(id: string, place: Place, keyColumn: string): readonly Statement[] {
  const on = (name: string, event: string, referencing: string): Statement =>
    once(`create or replace trigger ${quoteIdentifier(`postgres_writer_${id}_${name}`)} after ${event} on ${quotePlace(place)}
${referencing} for each statement when (${OTHERS}) execute function ${functionName(id)}(${quoteLiteral(keyColumn)})`);
  return [
    on('update', 'update', 'referencing old table as old_rows'),
    on('delete', 'delete', 'referencing old table as old_rows'),
    on('truncate', 'truncate', ''),
  ];
}

/** Tables of live rows of a cluster that have no trigger yet. */
export const selectUnwatched = (clusterId: string, id: string): Statement => ({
  text: `select c.oid::text as oid, n.nspname::text as schema, c.relname::text as "table", l.key_column
from (select distinct table_oid, key_column from postgres_writer.ledger
  where cluster_id = $1 and state = 'live' and table_oid is not null) l
join pg_catalog.pg_class c on c.oid = l.table_oid and c.relkind in ('r', 'p')
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where (select pg_catalog.count(*) from pg_catalog.pg_trigger g
  where g.tgrelid = c.oid and g.tgfoid = pg_catalog.to_regprocedure($2)) < 3`,
  values: [clusterId, `${functionName(id)}()`],
});

export const findFunction = (id: string): Statement => ({
  text: 'select pg_catalog.to_regprocedure($1)::text as name',
  values: [`${functionName(id)}()`],
});

/** With all triggers that call it: taking off a trigger by name needs the table's owner. */
export const dropFunction = (id: string): Statement => once(`drop function if exists ${functionName(id)}() cascade`);

const once = (text: string): Statement => ({ text, values: [], prepare: false });

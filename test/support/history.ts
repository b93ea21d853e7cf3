import type { Tables } from './database.ts';

/** One change of a row, as a trigger saw it, in the order of the changes. */
export interface Change extends Record<string, unknown> {
  readonly operation: 'INSERT' | 'UPDATE' | 'DELETE';
  readonly id: string;
  /** Null for a deletion. */
  readonly age: number | null;
}

/**
 * Records every change of a table by a trigger, so that what happened in between can be told afterwards. Changes of one
 * row are in the order in which they were made, since its lock orders them.
 */
export async function recordHistory(tables: Tables, table = 'students'): Promise<() => Promise<readonly Change[]>> {
  const log = `${table}_history`;
  await tables.sql(`create table ${log} (seq bigserial primary key, operation text, id text, age integer)`);
  await tables.sql(
    `create function ${log}() returns trigger language plpgsql security definer set search_path = public as $$
     begin
       insert into ${log} (operation, id, age)
         values (tg_op, coalesce(new.id, old.id), case when tg_op = 'DELETE' then null else new.age end);
       return null;
     end $$`,
  );
  await tables.sql(
    `create trigger ${log} after insert or update or delete on ${table} for each row execute function ${log}()`,
  );
  return async () => tables.sql<Change>(`select operation, id, age from ${log} order by seq`);
}

/**
 * I4: what is applied to a row never goes back. For tests that count an object's edits in `age`. Returns what went back;
 * a deletion ends the count, since a new object of the same name begins anew.
 */
export function regressions(history: readonly Change[]): readonly string[] {
  const newest = new Map<string, number>();
  const wrong: string[] = [];
  for (const { id, age } of history) {
    const before = newest.get(id);
    if (age === null) newest.delete(id);
    else if (before !== undefined && age < before) wrong.push(`I4: ${id} went back from ${before} to ${age}`);
    else newest.set(id, age);
  }
  return wrong;
}

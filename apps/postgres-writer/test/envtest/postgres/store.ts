import type { ApplyRequest, Owner, RemoveRequest, Row } from '../../../controller/row-store.ts';
import { createPool } from '../../../postgres/pg-pool.ts';
import type { PostgresOptions } from '../../../postgres/pg-options.ts';
import { createRowStore, type PostgresRowStore, type RowStoreOptions } from '../../../postgres/row-store.ts';

export const KIND = 'PostgresWriter.demo.yash.com';

export const STUDENTS = 'create table students (id text primary key, name text, age integer, country text)';

let version = 100;
/** A resourceVersion later than all before. */
export const nextVersion = (): string => String(++version);

export const owner = (name: string, over: Partial<Owner> = {}): Owner => ({
  kind: KIND,
  namespace: 'default',
  name,
  uid: `uid-of-${name}`,
  generation: 1,
  resourceVersion: nextVersion(),
  ...over,
});

export const student = (name: string, columns: Row['columns'] = {}): Row => ({
  key: `default/${name}`,
  columns: { name, age: 23, country: 'canada', ...columns },
});

/** What a PostgresWriter of this name asks for. */
export const applyOf = (name: string, over: Partial<ApplyRequest> = {}): ApplyRequest => ({
  owner: owner(name),
  table: 'students',
  keyColumn: 'id',
  rows: [student(name)],
  ...over,
});

export const removeOf = (name: string, over: Partial<RemoveRequest> = {}): RemoveRequest => ({
  owner: owner(name),
  table: 'students',
  keyColumn: 'id',
  keys: [`default/${name}`],
  ...over,
});

/** No test aborts unless it says so. */
export const never: { readonly signal: AbortSignal } = { signal: new AbortController().signal };

/** A store of its own on this database; close it. */
export function storeOn(
  access: Pick<PostgresOptions, 'host' | 'port' | 'user' | 'password' | 'database'>,
  options: Partial<PostgresOptions & Omit<RowStoreOptions, 'pool'>> = {},
): PostgresRowStore {
  const { host, port, user, password, database } = access;
  const { clusterId = 'cluster-a', clock, alwaysGuess = false, ...pool } = options;
  return createRowStore({
    pool: createPool({ host, port, user, password, database, ...pool }),
    clusterId,
    alwaysGuess,
    ...(clock !== undefined && { clock }),
  });
}

import type { Sql, Tables } from './database.ts';
import { conditionOf, readiness, type PostgresWriter, type PostgresWriters, type Row } from './postgres-writers.ts';

/** What is to be checked, from outside the operator: the API server and PostgreSQL as superuser. */
export interface Scene {
  readonly writers: Pick<PostgresWriters, 'namespace' | 'list' | 'row'>;
  readonly tables: Pick<Tables, 'sql' | 'rows' | 'versions' | 'ledgerVersions'>;
  /** Every table in which rows of these objects may be. */
  readonly tableNames: readonly string[];
  /** Rows that somebody else put there, by table: they must be there unchanged. */
  readonly foreign?: Readonly<Record<string, readonly Row[]>>;
}

/** Reasons that say that the row is rightly not there. */
const REFUSED = ['RowOwnedByAnother', 'InvalidTableName', 'ValueRefused', 'TableNotFound', 'ColumnMissing'];

/**
 * The invariants of the fault list that can be read off a state at rest: I1 (every live object has exactly one equal
 * row), I2 (no owned row without an object), I3 (foreign rows untouched), I6 (`Ready=True` means equal). Returns what is
 * wrong, in words; an empty list is good.
 */
export async function violations(scene: Scene): Promise<readonly string[]> {
  const { writers, tables, tableNames, foreign = {} } = scene;
  const objects = (await writers.list()).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const found = new Map<string, readonly Row[]>();
  for (const name of tableNames) found.set(name, await tables.rows(name));
  const isForeign = (table: string, row: Row): boolean => (foreign[table] ?? []).some((other) => other.id === row.id);
  const mine = (row: Row): boolean => row.id.startsWith(`${writers.namespace}/`);

  const wrong: string[] = [];
  for (const object of objects) wrong.push(...objectViolations(object, scene, found));
  for (const [table, rows] of found) {
    for (const row of rows) {
      const owner = objects.find(({ metadata }) => row.id === `${metadata.namespace}/${metadata.name}`);
      if (mine(row) && !isForeign(table, row) && owner?.spec.table !== table) {
        wrong.push(`I2: ${table} has a row ${row.id} that no object asks for`);
      }
    }
    for (const row of foreign[table] ?? []) {
      const now = rows.find(({ id }) => id === row.id);
      if (JSON.stringify(now) !== JSON.stringify(row))
        wrong.push(`I3: the foreign row ${row.id} in ${table} was touched`);
    }
  }
  return [...wrong, ...(await ledgerViolations(tables.sql, writers.namespace, objects))];
}

function objectViolations(
  object: PostgresWriter,
  { writers }: Scene,
  found: ReadonlyMap<string, readonly Row[]>,
): readonly string[] {
  const { name } = object.metadata;
  const state = readiness(object);
  if (state !== undefined && REFUSED.includes(state)) return [];
  const wanted = writers.row(name, object.spec);
  const [row, ...more] = (found.get(object.spec.table) ?? []).filter(({ id }) => id === wanted.id);
  const equal = JSON.stringify(row) === JSON.stringify(wanted);
  const wrong: string[] = [];
  if (!equal || more.length > 0) wrong.push(`I1: ${name} has ${JSON.stringify(row)} in ${object.spec.table}`);
  if (state === 'True' && !equal) wrong.push(`I6: ${name} says Ready and its row differs`);
  if (state === undefined) wrong.push(`I1: ${name} says nothing of its newest spec`);
  if (state === 'True' && conditionOf(object, 'Stalled') !== undefined) wrong.push(`${name} is Ready and Stalled`);
  return wrong;
}

/** Entries that say that they own a row although their object is gone. */
async function ledgerViolations(
  sql: Sql,
  namespace: string,
  objects: readonly PostgresWriter[],
): Promise<readonly string[]> {
  const entries = await sql<{ name: string; uid: string; state: string }>(
    'select name, uid, state from postgres_writer.ledger where namespace = $1',
    [namespace],
  );
  const live = new Set(objects.map(({ metadata }) => metadata.uid));
  return entries
    .filter(({ uid, state }) => state === 'live' && !live.has(uid))
    .map(({ name }) => `I2: the ledger owns a row for ${name}, which is gone`);
}

/** What a steady state must leave as it is (I7): every row, ledger entry and object version. */
export async function fingerprint({ writers, tables, tableNames }: Scene): Promise<unknown> {
  const objects = await writers.list();
  return {
    rows: await Promise.all(tableNames.map(async (name) => tables.versions(name))),
    ledger: await tables.ledgerVersions(),
    objects: objects.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`),
  };
}

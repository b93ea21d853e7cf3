import { RowStoreError, type Row } from '../../controller/row-store.ts';
import { formatIdentifier, formatPlace } from '../../controller/place.ts';
import type { ColumnInfo, RelationKind, TableInfo } from './table-info.ts';

/** A table together with the columns that are written: what the statements on rows are made from. */
export interface Target {
  readonly info: TableInfo;
  readonly key: ColumnInfo;
  /** Without the key. In the order in which values are bound. */
  readonly columns: readonly ColumnInfo[];
}

/**
 * Checks that rows with these columns can be kept in this table. Throws a `blocked` RowStoreError that says what somebody
 * has to change: ColumnMissing, TableUnsuitable or PermissionDenied.
 */
export function targetFor(info: TableInfo, keyColumn: string, rows: readonly Row[]): Target {
  const names = columnNames(rows);
  let known = targets.get(info);
  if (known === undefined) targets.set(info, (known = []));
  let target = known.find(({ key, columns }) => key.name === keyColumn && isNamed(columns, names));
  if (target === undefined) {
    target = check(info, keyColumn, names);
    if (known.unshift(target) > MAX_TARGETS) known.pop();
  }
  return target;
}

/** The same target for the same columns of the same description, so that what is made from it is made once. */
const targets = new WeakMap<TableInfo, Target[]>();
/** A kind writes the same columns of each object, or a few sets of them. */
const MAX_TARGETS = 20;

const isNamed = (columns: readonly ColumnInfo[], names: readonly string[]): boolean =>
  columns.length === names.length && columns.every(({ name }, i) => name === names[i]);

function columnNames(rows: readonly Row[]): readonly string[] {
  const [only] = rows;
  if (only !== undefined && rows.length === 1) return Object.keys(only.columns);
  return [...new Set(rows.flatMap((row) => Object.keys(row.columns)))];
}

function check(info: TableInfo, keyColumn: string, names: readonly string[]): Target {
  const target = { info, key: keyOf(info, keyColumn), columns: names.map((name) => columnOf(info, name)) };
  const where = formatPlace(info);
  if (info.hasRules)
    throw unsuitable(`${where} has rewrite rules, which may turn a write into something else: use a trigger`);
  const written = new Set([keyColumn, ...names]);
  const computed = [...written].find((name) => info.columns.get(name)?.computed === true);
  if (computed !== undefined)
    throw unsuitable(`column ${formatIdentifier(computed)} of ${where} is generated and cannot be written`);
  const missing = [...info.columns.values()].find((column) => column.required && !written.has(column.name));
  if (missing !== undefined) {
    throw unsuitable(
      `column ${formatIdentifier(missing.name)} of ${where} is NOT NULL and has no default, and nothing sets it: give it a default`,
    );
  }
  return target;
}

/** As {@link targetFor}, for what needs the key alone. */
export function keyTargetFor(info: TableInfo, keyColumn: string): Target {
  let known = keyTargets.get(info);
  if (known?.key.name !== keyColumn) keyTargets.set(info, (known = { info, key: keyOf(info, keyColumn), columns: [] }));
  return known;
}

const keyTargets = new WeakMap<TableInfo, Target>();

/** The column that names rows. Throws for what is no table, and for a column that does not tell rows apart. */
export function keyOf(info: TableInfo, keyColumn: string): ColumnInfo {
  const where = formatPlace(info);
  const reason = UNSUITABLE.get(info.kind);
  if (reason !== undefined) throw unsuitable(`${where} is ${reason}`);
  if (info.rowSecurity) {
    throw new RowStoreError(
      'blocked',
      'PermissionDenied',
      `row-level security hides rows of ${where} from the operator: give its role BYPASSRLS, or take the policy off the table`,
      { code: '42501' },
    );
  }
  const key = columnOf(info, keyColumn);
  if (!key.unique) {
    throw unsuitable(
      `column ${formatIdentifier(keyColumn)} of ${where} has no unique constraint of its own: add a primary key or a unique constraint that is not deferrable`,
    );
  }
  return key;
}

function columnOf(info: TableInfo, name: string): ColumnInfo {
  const column = info.columns.get(name);
  if (column !== undefined) return column;
  throw new RowStoreError(
    'blocked',
    'ColumnMissing',
    `${formatPlace(info)} has no column ${formatIdentifier(name)}: add it, or name another table`,
    { code: '42703' },
  );
}

const UNSUITABLE: ReadonlyMap<RelationKind, string> = new Map([
  ['view', 'a view, which has no unique constraint to tell rows apart by: name the table below it'],
  ['materialized', 'a materialized view, which cannot be written: name a table'],
  ['foreign', 'a foreign table, whose rows another server may change without a fence: name a table of this database'],
  ['other', 'not a table'],
]);

const unsuitable = (message: string): RowStoreError => new RowStoreError('blocked', 'TableUnsuitable', message);

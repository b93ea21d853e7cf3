import type { Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import type { SqlArray, SqlValue } from '../sql.ts';
import { valueExpression } from './columns.ts';

/** A further value beside each row: its column's name and type. */
export type ExtraColumn = readonly [name: string, type: string];

/**
 * `one`: a row whose values are parameters. `many`: rows whose values are in arrays. `few`: as `many`, and the planner
 * is to believe that they are few. It looks each up by an index then, where it would read a whole table of which it
 * thinks that it is small: one that fills faster than it is analyzed.
 */
export type InputForm = 'one' | 'many' | 'few';

/**
 * Rows as a CTE named `input (ord, …extra, k, c0, c1, …)`, `ord` from 1, the values typed by the table's columns.
 * Parameters start at `first`: one per extra column, one for the key, one per column.
 *
 * A single row gets a statement of its own: PostgreSQL keeps its plan, where for arrays it plans anew for their length.
 */
export function inputOf(
  { key, columns }: Target,
  first: number,
  extra: readonly ExtraColumn[] = [],
  form: InputForm = 'many',
): string {
  const raw: readonly ExtraColumn[] = [
    ...extra,
    ['rk', 'text'],
    ...columns.map((_, i): ExtraColumn => [`r${i}`, 'text']),
  ];
  const parameters = raw.map(([name, type], i) => {
    const parameter = `$${first + i}::${type}`;
    // The length of what a sub-select returns is unknown until it runs.
    return { one: `${parameter} as ${name}`, many: `${parameter}[]`, few: `(select ${parameter}[])` }[form];
  });
  const typed = [
    ...extra.map(([name]) => `r.${name}`),
    `${valueExpression(key, 'r.rk')} as k`,
    ...columns.map((column, i) => `${valueExpression(column, `r.r${i}`)} as c${i}`),
  ];
  const names = raw.map(([name]) => name);
  const from =
    form === 'one'
      ? `(select 1 as ord, ${parameters.join(', ')}) r`
      : `unnest(${parameters.join(', ')}) with ordinality r (${names.join(', ')}, ord)`;
  return `input as (select r.ord, ${typed.join(', ')}\n  from ${from})`;
}

/** The arrays that {@link inputOf} binds, after those of the extra columns. */
export function inputValues({ columns }: Pick<Target, 'columns'>, rows: readonly Row[]): readonly SqlArray[] {
  return [rows.map((row) => row.key), ...columns.map(({ name }) => rows.map((row) => row.columns[name] ?? null))];
}

/** The values to bind for `form`: arrays as they are, or the only element of each. */
export function bindAs(form: InputForm, arrays: readonly SqlArray[]): readonly SqlValue[] {
  return form === 'one' ? arrays.map(([only]) => only ?? null) : arrays;
}

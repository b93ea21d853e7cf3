import type { Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import type { SqlArray } from '../sql.ts';
import { valueExpression } from './columns.ts';

/**
 * Rows as a CTE named `input (ord, k, c0, c1, …)`, its values typed by the table's columns. Parameters start at `first`:
 * one array for the keys, one per column.
 */
export function inputOf({ key, columns }: Target, first: number): string {
  const raw = ['rk', ...columns.map((_, i) => `r${i}`)];
  const arrays = raw.map((_, i) => `$${first + i}::text[]`);
  const typed = [
    `${valueExpression(key, 'r.rk')} as k`,
    ...columns.map((column, i) => `${valueExpression(column, `r.r${i}`)} as c${i}`),
  ];
  return `input as (select r.ord, ${typed.join(', ')} from unnest(${arrays.join(', ')}) with ordinality r (${raw.join(', ')}, ord))`;
}

/** The arrays that {@link inputOf} binds. */
export function inputValues({ columns }: Target, rows: readonly Row[]): readonly SqlArray[] {
  return [rows.map((row) => row.key), ...columns.map(({ name }) => rows.map((row) => row.columns[name] ?? null))];
}

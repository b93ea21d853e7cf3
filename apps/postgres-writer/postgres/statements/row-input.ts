import type { Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import type { SqlArray } from '../sql.ts';
import { valueExpression } from './columns.ts';

/** A further array beside the rows: its column's name and element type. */
export type ExtraColumn = readonly [name: string, type: string];

/**
 * Rows as a CTE named `input (ord, …extra, k, c0, c1, …)`, `ord` from 1, the values typed by the table's columns.
 * Parameters start at `first`: one array per extra column, one for the keys, one per column.
 */
export function inputOf({ key, columns }: Target, first: number, extra: readonly ExtraColumn[] = []): string {
  const raw: readonly ExtraColumn[] = [
    ...extra,
    ['rk', 'text'],
    ...columns.map((_, i): ExtraColumn => [`r${i}`, 'text']),
  ];
  const arrays = raw.map(([, type], i) => `$${first + i}::${type}[]`);
  const typed = [
    ...extra.map(([name]) => `r.${name}`),
    `${valueExpression(key, 'r.rk')} as k`,
    ...columns.map((column, i) => `${valueExpression(column, `r.r${i}`)} as c${i}`),
  ];
  const names = raw.map(([name]) => name);
  return `input as (select r.ord, ${typed.join(', ')}
  from unnest(${arrays.join(', ')}) with ordinality r (${names.join(', ')}, ord))`;
}

/** The arrays that {@link inputOf} binds, after those of the extra columns. */
export function inputValues({ columns }: Target, rows: readonly Row[]): readonly SqlArray[] {
  return [rows.map((row) => row.key), ...columns.map(({ name }) => rows.map((row) => row.columns[name] ?? null))];
}

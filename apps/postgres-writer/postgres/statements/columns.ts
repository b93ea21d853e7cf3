import type { ColumnInfo, QualifiedName } from '../catalog/table-info.ts';
import { quoteIdentifier } from '../quote.ts';

const qualified = ({ schema, name }: QualifiedName): string => `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;

/**
 * A text parameter as the column would hold it: read as the column's type, then brought to its length or precision as an
 * assignment does. An explicit cast would cut an over-long text in silence, and a value that PostgreSQL rounds would
 * never compare equal to what is stored.
 */
export function valueExpression(column: ColumnInfo, parameter: string): string {
  const value = `${parameter}::${qualified(column.type)}`;
  const { coercion, modifier } = column;
  if (coercion === null) return value;
  const typmod = Math.trunc(modifier);
  return `${qualified(coercion)}(${value}, ${typmod}${coercion.arguments > 2 ? ', false' : ''})`;
}

/** True when both are equal by the type's own operator, or both are null. Never null. */
export function equalExpression({ equality }: ColumnInfo, left: string, right: string): string {
  const compare =
    equality === null
      ? `${left}::text operator(pg_catalog.=) ${right}::text`
      : `${left} operator(${quoteIdentifier(equality.schema)}.${equality.name}) ${right}`;
  return `((${compare}) is true or ${left} is null and ${right} is null)`;
}

/** `(a) and (b) and …`; true for none. */
export const allOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? 'true' : conditions.join(' and ');

/** A join condition that an index on the key can serve. Keys are never null. */
export function joinKey({ equality }: ColumnInfo, left: string, right: string): string {
  if (equality === null) throw new TypeError('a column with a unique constraint has an equality');
  return `${left} operator(${quoteIdentifier(equality.schema)}.${equality.name}) ${right}`;
}

import type { Place } from '../controller/row-store.ts';

/** The one way a name gets into a statement. Names come from the catalog; a NUL cannot be in one. */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new TypeError('an identifier is empty or has a NUL');
  return `"${name.replaceAll('"', '""')}"`;
}

export const quotePlace = ({ schema, table }: Place): string => `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;

import type { Place } from '../controller/row-store.ts';

/** The one way a name gets into a statement. Names come from the catalog; a NUL cannot be in one. */
export function quoteIdentifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new TypeError('an identifier is empty or has a NUL');
  return `"${name.replaceAll('"', '""')}"`;
}

export const quotePlace = ({ schema, table }: Place): string => `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;

/** For the few statements that take no parameters. */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  // The same whatever standard_conforming_strings says.
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', String.raw`\\`)}` : quoted;
}

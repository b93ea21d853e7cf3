import type { Target } from '../catalog/target.ts';
import { quoteIdentifier } from '../quote.ts';

/**
 * A hash over the written columns of a row as it is stored. Kept in the ledger only when a trigger made of the row
 * something else than was sent: the row is in sync then while it is still what the trigger made of it.
 */
export function storedHash({ columns }: Target, row: string): string {
  const values = columns.map(({ name }) => `${row}.${quoteIdentifier(name)}::text`);
  return `pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(row(${values.join(', ')})::text, 'UTF8')), 'hex')`;
}

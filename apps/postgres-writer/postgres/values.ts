import { RowStoreError, type Row } from '../controller/row-store.ts';
import { formatIdentifier } from '../controller/place.ts';

/**
 * Refuses text that PostgreSQL cannot hold, before it is sent: a NUL, and half a surrogate pair, which would silently
 * become U+FFFD on its way. Throws ValueRefused.
 */
export function refuseUnstorable(keyColumn: string, rows: readonly Row[]): void {
  for (const row of rows) {
    check(keyColumn, row.key);
    for (const name of Object.keys(row.columns)) {
      const value = row.columns[name];
      if (typeof value === 'string') check(name, value);
    }
  }
}

function check(column: string, value: string): void {
  if (value.includes('\0')) throw refused(column, 'has a NUL character');
  if (!value.isWellFormed()) throw refused(column, 'is not well-formed Unicode (half a surrogate pair)');
}

function refused(column: string, what: string): RowStoreError {
  const message = `the value for column ${formatIdentifier(column)} ${what}, which PostgreSQL cannot store`;
  return new RowStoreError('refused', 'ValueRefused', message);
}

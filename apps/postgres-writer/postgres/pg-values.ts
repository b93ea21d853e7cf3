import type { SqlValue } from './sql.ts';

/** Writes a value as PostgreSQL's text format reads it. The driver sends strings as they are. */
export function encodeValue(value: SqlValue): string | null {
  if (value === null) return null;
  if (typeof value !== 'object') return String(value);
  return `{${value.map(encodeElement).join(',')}}`;
}

/** Every element is quoted, so that `NULL`, braces, commas and blanks are data; only `"` and `\` need an escape. */
function encodeElement(value: string | number | bigint | boolean | null): string {
  if (value === null) return 'NULL';
  const text = String(value);
  return `"${NEEDS_ESCAPE.test(text) ? text.replaceAll(/["\\]/g, String.raw`\$&`) : text}"`;
}

const NEEDS_ESCAPE = /["\\]/;

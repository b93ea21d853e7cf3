import type { SqlArray, SqlValue } from './sql.ts';

/** Writes a value as PostgreSQL's text format reads it. The driver sends strings as they are. */
export function encodeValue(value: SqlValue): string | null {
  if (value === null) return null;
  return typeof value === 'object' ? encodeArray(value) : String(value);
}

function encodeArray(values: SqlArray): string {
  let text = '{';
  // Neighbours are often the same: a namespace, a kind.
  let previous: SqlArray[number] | undefined;
  let encoded = '';
  for (const value of values) {
    if (value !== previous) encoded = encodeElement(value);
    previous = value;
    text += text === '{' ? encoded : `,${encoded}`;
  }
  return `${text}}`;
}

/** Text is always quoted, so that `NULL`, braces, commas and blanks are data; only `"` and `\` need an escape. */
function encodeElement(value: SqlArray[number]): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return String(value);
  return `"${NEEDS_ESCAPE.test(value) ? value.replaceAll(/["\\]/g, String.raw`\$&`) : value}"`;
}

const NEEDS_ESCAPE = /["\\]/;

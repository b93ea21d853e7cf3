import { RowStoreError, type Place } from '../../controller/row-store.ts';

/** A table's name as it was written, folded and unquoted. */
export interface TableName {
  /** Only if written; must then be the connected database. */
  readonly database?: string;
  /** Only if written; the role's search path decides otherwise. */
  readonly schema?: string;
  readonly table: string;
}

/** NAMEDATALEN - 1, in bytes. PostgreSQL would cut a longer name, and reach another table. */
const MAX_IDENTIFIER_BYTES = 63;

/**
 * Parses a table's name as PostgreSQL parses a qualified name: unquoted parts start with a letter, `_` or any character
 * beyond ASCII and are folded to lower case (ASCII only), quoted parts stand as they are with `""` for a quote, blanks
 * may stand around a part.
 *
 * Throws InvalidTableName for anything else. Source: `parse_ident`, in its strict mode.
 */
export function parseTableName(text: string): TableName {
  const parts: string[] = [];
  let rest = text.replace(BLANKS, '');
  for (;;) {
    const match = PART.exec(rest);
    if (match === null) throw invalid(parts.length === 0 && rest === '' ? 'is empty' : 'is not a table name');
    const [whole, quoted, plain] = match;
    parts.push(quoted === undefined ? foldAscii(plain ?? '') : quoted.replaceAll('""', '"'));
    rest = rest.slice(whole.length).replace(BLANKS, '');
    if (rest === '') break;
    if (!rest.startsWith('.')) throw invalid('is not a table name');
    rest = rest.slice(1).replace(BLANKS, '');
  }
  return toTableName(parts);
}

function toTableName(parts: readonly string[]): TableName {
  for (const part of parts) {
    if (part === '') throw invalid('has an empty part');
    if (part.includes('\0') || !part.isWellFormed()) throw invalid('has a character that PostgreSQL cannot store');
    if (Buffer.byteLength(part) > MAX_IDENTIFIER_BYTES) throw invalid('has a part longer than 63 bytes');
  }
  const [table, schema, database, ...more] = [...parts].reverse();
  if (table === undefined || more.length > 0) throw invalid('has more parts than database.schema.table');
  return { table, ...(schema !== undefined && { schema }), ...(database !== undefined && { database }) };
}

/** What the server's `scanner_isspace` takes for a blank. */
const BLANKS = /^[ \t\n\r\v\f]+/;
const PART = /^(?:"((?:[^"]|"")*)"|([A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_$\u0080-\u{10ffff}]*))/u;

const foldAscii = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The name itself is not repeated: it stands in the spec, and may hold anything. */
function invalid(what: string): RowStoreError {
  return new RowStoreError(
    'refused',
    'InvalidTableName',
    `spec.table ${what}: write it as in SQL, such as students, app.students or "Students"`,
  );
}

/** Schemas whose tables are nobody's rows: the server's own and the ledger's. */
export function isReservedSchema(schema: string): boolean {
  return schema.startsWith('pg_') || schema === 'information_schema' || schema === 'postgres_writer';
}

/** Throws InvalidTableName for a table of a reserved schema. */
export function refuseReservedSchema({ schema }: Place): void {
  if (!isReservedSchema(schema)) return;
  throw new RowStoreError(
    'refused',
    'InvalidTableName',
    `spec.table names a table of schema ${schema}, which is not for rows of users`,
  );
}

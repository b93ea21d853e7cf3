import type { Place } from '../controller/row-store.ts';
import { formatIdentifier, formatPlace } from '../controller/place.ts';
import type { SqlErrorFields } from './sql.ts';

/** What a message may name. Never a value of a row. */
export interface MessageContext {
  readonly place?: Place | undefined;
  readonly fields: SqlErrorFields;
  /** Columns that are written, with their types, for errors that name none. */
  readonly columns?: readonly { readonly name: string; readonly displayType: string }[] | undefined;
}

/** Our own words for an error code: what, where, what to do. */
export function messageFor(code: string, fromServer: boolean, context: MessageContext): string {
  if (!fromServer)
    return `PostgreSQL cannot be reached, or the connection to it was lost (${code}); tried again by itself`;
  const template =
    TEMPLATES.get(code) ?? BY_CLASS.get(code.slice(0, 2)) ?? ((w) => `PostgreSQL reported ${code} for ${w.table}`);
  return template(words(context), code);
}

interface Words {
  readonly table: string;
  readonly column: string;
  readonly constraint: string;
  readonly types: string;
}

function words({ place, fields, columns }: MessageContext): Words {
  const { schema, table, column, constraint } = fields;
  const named = schema !== undefined && table !== undefined ? { schema, table } : place;
  const list = columns?.map((c) => `${formatIdentifier(c.name)} ${c.displayType}`).join(', ');
  return {
    table: named === undefined ? 'the table' : formatPlace(named),
    column: column === undefined ? 'a column' : `column ${formatIdentifier(column)}`,
    constraint: constraint === undefined ? 'a constraint' : `constraint ${formatIdentifier(constraint)}`,
    types: list === undefined || list === '' ? '' : ` (${list})`,
  };
}

type Template = (words: Words, code: string) => string;

const TEMPLATES: ReadonlyMap<string, Template> = new Map<string, Template>([
  ['55P03', (w) => `${w.table} or a row of it is locked by another session; tried again by itself`],
  [
    '57014',
    (w) => `a statement for ${w.table} took longer than --statement-timeout and was cancelled; tried again by itself`,
  ],
  ['25006', () => 'PostgreSQL is read-only (a standby?): point the operator at the primary'],
  ['53300', () => 'PostgreSQL has no connection to spare: raise max_connections or lower the number of clients'],
  ['3D000', () => 'the database does not exist: create it, or correct the database that is configured'],
  ['42P01', (w) => `${w.table} does not exist: create it`],
  ['3F000', (w) => `the schema of ${w.table} does not exist: create it`],
  ['42703', (w) => `${w.table} lacks a column that the row needs: add it`],
  [
    '42501',
    (w) =>
      `the operator's role may not do this on ${w.table}: grant it SELECT, INSERT, UPDATE and DELETE there and USAGE on the schema`,
  ],
  [
    '22P02',
    (w) =>
      `${w.table} has a column whose type does not take the value given for it${w.types}: change the column or the spec`,
  ],
  [
    '22007',
    (w) =>
      `${w.table} has a column whose type does not take the value given for it${w.types}: change the column or the spec`,
  ],
  ['22001', (w) => `a value is longer than its column of ${w.table} allows${w.types}: shorten it, or widen the column`],
  [
    '22003',
    (w) => `a number is outside the range of its column of ${w.table}${w.types}: change it, or widen the column`,
  ],
  ['22021', (w) => `${w.table} cannot store a character of the text in the database's encoding`],
  ['22P05', (w) => `${w.table} cannot store a character of the text in the database's encoding`],
  ['23502', (w) => `${w.column} of ${w.table} must not be null: give it a value or a default`],
  ['23503', (w) => `${w.constraint} of ${w.table} is a foreign key that has no matching row`],
  ['23505', (w) => `${w.constraint} of ${w.table} allows each value once, and another row has it`],
  ['23514', (w) => `${w.constraint} of ${w.table} does not hold for the row`],
  ['23P01', (w) => `${w.constraint} of ${w.table} excludes the row, because of another one`],
  ['P0001', (w) => `a trigger or function of ${w.table} refuses the row`],
  [
    '0A000',
    (w) => `${w.table} is of a kind, or has rules or triggers, for which PostgreSQL does not support the write`,
  ],
  ['428C9', (w) => `a column of ${w.table} is generated and cannot be written`],
  ['55000', (w) => `${w.table} cannot be written: it is a view or in a state that does not allow it`],
]);

const BY_CLASS: ReadonlyMap<string, Template> = new Map<string, Template>([
  ['08', (_, code) => `the connection to PostgreSQL failed (${code}); tried again by itself`],
  ['22', (w, code) => `PostgreSQL refuses a value for ${w.table} (${code})${w.types}`],
  ['28', (_, code) => `PostgreSQL refuses the operator's login (${code}): check user, password and pg_hba.conf`],
  ['42', (w, code) => `the definition of ${w.table} does not fit the row (${code})${w.types}`],
  ['44', (w) => `the check option of a view refuses the row for ${w.table}`],
  ['53', (_, code) => `PostgreSQL is short of a resource (${code}: disk, memory): an administrator has to look`],
  ['54', (w, code) => `the row exceeds a limit of PostgreSQL for ${w.table} (${code})`],
  ['57', (_, code) => `PostgreSQL is shutting down, starting or ended the session (${code}); tried again by itself`],
  ['58', (_, code) => `PostgreSQL met a system error (${code}): an administrator has to look`],
  ['XX', (_, code) => `PostgreSQL met an internal error (${code}): an administrator has to look`],
]);

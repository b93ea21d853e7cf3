import { testEnvironment } from '@kubewright/envtest/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTableName } from '../../../postgres/catalog/table-name.ts';

const env = testEnvironment({ database: true });

/** PostgreSQL's own parse of the same texts; null where it refuses. */
async function parseIdents(texts: readonly string[]): Promise<readonly (readonly string[] | null)[]> {
  await env.sql(`create or replace function try_parse_ident(t text) returns text[] language plpgsql as $$
    begin return parse_ident(t); exception when others then return null; end $$`);
  const rows = await env.sql<{ parts: string[] | null }>(
    'select try_parse_ident(t) as parts from unnest($1::text[]) with ordinality u (t, i) order by i',
    [texts],
  );
  return rows.map(({ parts }) => parts);
}

function ours(text: string): readonly string[] | null {
  try {
    const { database, schema, table } = parseTableName(text);
    return [database, schema, table].filter((part) => part !== undefined);
  } catch {
    return null;
  }
}

/** We refuse what no table can be: more than three parts, or a part that PostgreSQL would cut. */
const nameable = (parts: readonly string[] | null) =>
  parts === null || parts.length > 3 || parts.some((part) => Buffer.byteLength(part) > 63) ? null : parts;

const characters = [
  'a',
  'b',
  'Z',
  '_',
  '0',
  '$',
  '.',
  '.',
  '"',
  '"',
  ' ',
  '\t',
  '\n',
  '-',
  ';',
  "'",
  '(',
  '*',
  'ä',
  'Ä',
  '表',
  '😀',
];
const character = fc.constantFrom(...characters, '\u00a0', '\u0001', 'x'.repeat(62));
const name = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));
const quoted = name.map((text) => `"${text.replaceAll('"', '""')}"`);
const qualified = fc.array(fc.oneof(name, quoted), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));

describe("a table's name", () => {
  it('is parsed as PostgreSQL parses it, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(name, quoted, qualified), { minLength: 1, maxLength: 100 }), async (texts) => {
        const theirs = (await parseIdents(texts)).map(nameable);
        expect(texts.map((text) => [text, ours(text)])).toEqual(texts.map((text, i) => [text, theirs[i]]));
      }),
      { numRuns: 100 },
    );
  });

  it('means the table that to_regclass finds', async () => {
    await env.sql('create schema "My Schema"');
    for (const table of ['plain', '"Plain"', '"My Schema".plain', '"My Schema"."a.b"', '"q""q"']) {
      await env.sql(`create table ${table} ()`);
      const { schema, table: parsed } = parseTableName(table);
      const [row] = await env.sql<{ ok: boolean }>(
        `select c.oid = to_regclass($1) as ok from pg_class c join pg_namespace n on n.oid = c.relnamespace where relname = $2 and nspname = $3`,
        [table, parsed, schema ?? 'public'],
      );
      expect([table, row?.ok]).toEqual([table, true]);
    }
  });
});

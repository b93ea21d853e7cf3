import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RECONCILE_REQUESTED_AT } from '../../../controller/predicates.ts';
import { tableUnder } from '../docs-table.ts';

const read = (path: string): string => readFileSync(new URL(`../../../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/reference/postgreswriter.md');
const types = read('apps/postgres-writer/api/v1/postgreswriter-types.ts');

interface Field {
  readonly name: string;
  /** As written in its comment. */
  readonly markers: readonly string[];
  readonly required: boolean;
}

function fieldsOf(type: string): readonly Field[] {
  const [, body = ''] = new RegExp(`interface ${type} \\{\n(.*?)\n\\}`, 's').exec(types) ?? [];
  const fields = body.matchAll(/\/\*\*(.*?)\*\/\s+readonly (\w+)(\??):/gs);
  return [...fields].map(([, comment = '', name = '', optional]) => ({
    name,
    markers: [...comment.matchAll(/\+(\S+)/g)].map(([, marker = '']) => marker),
    required: optional === '',
  }));
}

const table = (heading: string): readonly (readonly string[])[] => tableUnder(heading, page);

const code = (text: string): string => `\`${text}\``;

describe('docs/reference/postgreswriter.md', () => {
  test.each([
    { heading: 'spec', type: 'PostgresWriterSpec' },
    { heading: 'status', type: 'PostgresWriterStatus' },
  ])('lists every field of $type, in order', ({ heading, type }) => {
    const fields = fieldsOf(type);
    expect(fields.length).toBeGreaterThan(2);
    expect(table(heading).map(([name]) => name)).toEqual(fields.map(({ name }) => code(name)));
  });

  test('says of each field of the spec what it takes, and its default', () => {
    const rows = new Map(table('spec').map(([name = '', values = '', fallback = '']) => [name, { values, fallback }]));
    for (const { name, markers, required } of fieldsOf('PostgresWriterSpec')) {
      const row = rows.get(code(name));
      const argument = (marker: string): string | undefined =>
        markers.find((each) => each.startsWith(`kubebuilder:${marker}=`))?.split('=')[1];
      expect(row?.fallback).toBe(required ? 'required' : code(argument('default') ?? ''));
      for (const value of argument('validation:Enum')?.split(';') ?? []) expect(row?.values).toContain(code(value));
      for (const bound of ['MinLength', 'MaxLength', 'Minimum', 'Maximum']) {
        expect(row?.values).toContain(argument(`validation:${bound}`) ?? '');
      }
    }
  });

  test('names the annotation that asks for a round', () => {
    expect(page).toContain(RECONCILE_REQUESTED_AT);
  });
});

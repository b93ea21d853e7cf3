import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { conditionOf } from '../support/postgres-writers.ts';
import { useOperator, useStage } from '../support/stage.ts';

const stage = useStage({ tables: ['students'] });
useOperator(stage);
const idOf = (name: string): string => `${stage.environment.namespace}/${name}`;

/** Texts that have broken other programs. Each must come out of the table as it went in. */
const TEXTS: Readonly<Record<string, string>> = {
  'a statement': "Robert'); drop table students;--",
  'single quotes': `'''' ' '`,
  'double quotes': '"students"',
  'dollar quotes': '$$ $tag$ $1 $2',
  backslashes: String.raw`\ \\ \' \n \x27 E'\''`,
  comments: '/* /* nested */ */ -- to the end # also',
  'format marks': '%s %I %L %% {0} ${name} {{x}}',
  'line ends': 'a\nb\r\nc\td\v\f\u0085\u2028\u2029',
  'control characters': '\u0001\u0007\u001b[31m\u007f',
  'an empty text': '',
  'only blanks': '   ',
  emoji: '👩‍👩‍👧‍👦 🏴‍☠️ 🇵🇪',
  'beyond the basic plane': '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠜎 \u{10FFFF}',
  'combining marks': 'Z̵̡̛͇a̶͎͒l̷̬͐g̸͉̈́o e\u0301 \u00e9',
  'right to left': '\u202Eabc\u202C \u05D0\u05D1',
  'invisible characters': '\u200B\u200D\uFEFF\u00AD',
  'an object': '{"__proto__":{"a":1},"constructor":null}',
  'an array of PostgreSQL': '{"a",NULL,"b\\"c"}',
  'a null of PostgreSQL': 'NULL',
  'a row of PostgreSQL': '(1,"x""y",)',
  'a copy end': '\\.',
  'a long text': `${'x'.repeat(65_530)}'end`,
};

test('every text is stored as it is, in every column of text', async () => {
  const cases = Object.entries(TEXTS);
  await stage.writers.createMany(
    cases.map((_, index) => `text-${index}`),
    (index) => ({ name: cases[index]?.[1] ?? '', country: cases.at(-1 - index)?.[1] ?? '' }),
  );
  await soon(async () => (await stage.writers.count()).ready).toBe(cases.length);
  for (const [index, [what, text]] of cases.entries()) {
    const row = await stage.tables.row(idOf(`text-${index}`));
    expect(row?.name, what).toBe(text);
    expect(row?.country, what).toBe(cases.at(-1 - index)?.[1]);
  }
});

test.each([0, 1, 2_147_483_647])('the age %i is stored as it is', async (age) => {
  await stage.writers.create(`age-${age}`, { age });
  await soon(async () => (await stage.tables.row(idOf(`age-${age}`)))?.age).toBe(age);
});

test.each([
  { what: 'a statement behind the name', table: 'students; drop table students' },
  { what: 'a quote that ends the name', table: 'students" ; drop table students; --' },
  { what: 'an open quote', table: '"students' },
  { what: 'a comment', table: 'students--' },
  { what: 'an alias', table: 'students as s' },
  { what: 'a function', table: 'pg_sleep(10)' },
  { what: 'a subquery', table: '(select 1)' },
  { what: 'nothing between the quotes', table: '""' },
  { what: 'a name of another database', table: 'a.b.c.d' },
  { what: 'a system catalog', table: 'pg_catalog.pg_authid' },
  { what: 'the ledger', table: 'postgres_writer.ledger' },
])('a table name with $what is refused, and nothing else happens', async ({ what, table }) => {
  const name = `table-${what.replaceAll(' ', '-')}`;
  await stage.writers.create(name, { table });
  await soon(() => stage.writers.readiness(name)).toBe('InvalidTableName');
  expect(conditionOf(await stage.writers.get(name), 'Stalled')?.status).toBe('True');
  expect(await stage.tables.count()).toBeGreaterThan(0);
  expect(await stage.tables.row(idOf(name))).toBeUndefined();
});

/** 63 bytes is the longest name that PostgreSQL keeps; it cuts longer ones in silence. */
const LONGEST = `t${'é'.repeat(31)}`;

test.each([
  { what: 'upper case and blanks in quotes', table: '"Weird Table"' },
  { what: 'quotes in quotes', table: '"say ""hi"""' },
  { what: 'a statement in quotes', table: '"x; drop table students"' },
  { what: 'emoji in quotes', table: '"📚"' },
  { what: 'a reserved word in quotes', table: '"select"' },
  { what: 'a point in quotes', table: '"a.b"' },
  { what: '63 bytes', table: `"${LONGEST}"` },
])('a table whose name has $what is found', async ({ what, table }) => {
  const name = `found-${what.replaceAll(' ', '-')}`;
  await stage.tables.create(table);
  await stage.writers.create(name, { table });
  await soon(() => stage.writers.readiness(name)).toBe('True');
  expect(await stage.tables.row(idOf(name), table)).toEqual(stage.writers.row(name));
});

test('a name is folded to lower case unless it is quoted, as in SQL', async () => {
  await stage.writers.create('folded', { table: 'Public.STUDENTS' });
  await soon(() => stage.writers.readiness('folded')).toBe('True');
  expect(await stage.tables.row(idOf('folded'), 'students')).toBeDefined();
});

test('a name of 64 bytes does not reach the table that it would be cut to', async () => {
  const table = `"${'t'.repeat(64)}"`;
  const cut = `"${'t'.repeat(63)}"`;
  await stage.tables.create(cut);
  await stage.writers.create('too-long', { table });
  await soon(() => stage.writers.readiness('too-long')).toBe('InvalidTableName');
  expect(await stage.tables.count(cut)).toBe(0);
});

test.each([
  { what: 'a negative age', spec: { age: -1 } },
  { what: 'an age beyond 32 bits', spec: { age: 2_147_483_648 } },
  { what: 'half a year', spec: { age: 1.5 } },
  { what: 'an empty table name', spec: { table: '' } },
  { what: 'a table name beyond all measure', spec: { table: 'x'.repeat(256) } },
  { what: 'a line end in the table name', spec: { table: 'stu\ndents' } },
  { what: 'a NUL in the name', spec: { name: 'a\0b' } },
  { what: 'a text of more than 65,536 characters', spec: { country: 'x'.repeat(65_537) } },
])('the API server refuses $what', async ({ spec }) => {
  await expect(stage.writers.create('refused', spec)).rejects.toThrow(/422/);
});

test('the longest name an object can have is kept whole', async () => {
  const name = `${'n'.repeat(63)}.${'m'.repeat(63)}.${'o'.repeat(63)}.${'p'.repeat(61)}`;
  await stage.writers.create(name);
  await soon(() => stage.writers.readiness(name)).toBe('True');
  expect(await stage.tables.row(idOf(name))).toEqual(stage.writers.row(name));
});

import { describe, expect, it, test } from 'vitest';
import { RowStoreError } from '../../../../controller/row-store.ts';
import { isReservedSchema, parseTableName } from '../../../../postgres/catalog/table-name.ts';

describe('parseTableName reads a name as PostgreSQL does', () => {
  test.each([
    { text: 'students', want: { table: 'students' } },
    { text: 'Students', want: { table: 'students' } },
    { text: '"Students"', want: { table: 'Students' } },
    { text: 'app.students', want: { schema: 'app', table: 'students' } },
    { text: 'App."My Table"', want: { schema: 'app', table: 'My Table' } },
    { text: '"a""b"', want: { table: 'a"b' } },
    { text: '"a.b".c', want: { schema: 'a.b', table: 'c' } },
    { text: 'db.app.students', want: { database: 'db', schema: 'app', table: 'students' } },
    { text: ' app . students ', want: { schema: 'app', table: 'students' } },
    { text: '_x$1', want: { table: '_x$1' } },
    { text: 'ÄPFEL', want: { table: 'Äpfel' } },
    { text: '表', want: { table: '表' } },
    { text: '"students; drop table students"', want: { table: 'students; drop table students' } },
    { text: 'x'.repeat(63), want: { table: 'x'.repeat(63) } },
  ])('$text', ({ text, want }) => {
    expect(parseTableName(text)).toEqual(want);
  });

  test.each([
    { text: '', what: 'is empty' },
    { text: '   ', what: 'is empty' },
    { text: '""', what: 'has an empty part' },
    { text: 'students; drop table students', what: 'is not a table name' },
    { text: 'students--', what: 'is not a table name' },
    { text: 'two words', what: 'is not a table name' },
    { text: '1st', what: 'is not a table name' },
    { text: '$x', what: 'is not a table name' },
    { text: 'a-b', what: 'is not a table name' },
    { text: 'a.', what: 'is not a table name' },
    { text: '.a', what: 'is not a table name' },
    { text: 'a..b', what: 'is not a table name' },
    { text: '"open', what: 'is not a table name' },
    { text: '"a"b', what: 'is not a table name' },
    { text: 'a"b"', what: 'is not a table name' },
    { text: 'a\0b', what: 'is not a table name' },
    { text: '"a\0b"', what: 'has a character that PostgreSQL cannot store' },
    { text: '"\ud800"', what: 'has a character that PostgreSQL cannot store' },
    { text: 'x'.repeat(64), what: 'longer than 63 bytes' },
    { text: 'ä'.repeat(32), what: 'longer than 63 bytes' },
    { text: 'a.b.c.d', what: 'more parts' },
  ])('$text is refused', ({ text, what }) => {
    expect(() => parseTableName(text)).toThrow(
      expect.objectContaining({
        failure: 'refused',
        reason: 'InvalidTableName',
        message: expect.stringContaining(what) as string,
      }),
    );
  });

  it('repeats nothing of what it refuses', () => {
    expect(() => parseTableName('secret; drop')).toThrow(RowStoreError);
    expect(() => parseTableName('secret; drop')).not.toThrow(/secret/);
  });
});

test.each([
  { schema: 'public', want: false },
  { schema: 'pgbouncer', want: false },
  { schema: 'pg_catalog', want: true },
  { schema: 'pg_temp_3', want: true },
  { schema: 'information_schema', want: true },
  { schema: 'postgres_writer', want: true },
])('schema $schema is reserved: $want', ({ schema, want }) => {
  expect(isReservedSchema(schema)).toBe(want);
});

import { expect, it, test } from 'vitest';
import type { ColumnInfo } from '../../../../postgres/catalog/table-info.ts';
import { allOf, equalExpression, joinKey, valueExpression } from '../../../../postgres/statements/columns.ts';

const column = (over: Partial<ColumnInfo> = {}): ColumnInfo => ({
  name: 'age',
  displayType: 'integer',
  type: { schema: 'pg_catalog', name: 'int4' },
  modifier: -1,
  coercion: null,
  equality: { schema: 'pg_catalog', name: '=' },
  required: false,
  computed: false,
  unique: false,
  ...over,
});

test.each([
  { name: 'a plain type is cast', over: {}, want: '$1::"pg_catalog"."int4"' },
  {
    name: 'a length is applied as an assignment does',
    over: {
      type: { schema: 'pg_catalog', name: 'varchar' },
      modifier: 9,
      coercion: { schema: 'pg_catalog', name: 'varchar', arguments: 3 },
    },
    want: '"pg_catalog"."varchar"($1::"pg_catalog"."varchar", 9, false)',
  },
  {
    name: 'a precision likewise',
    over: {
      type: { schema: 'pg_catalog', name: 'numeric' },
      modifier: 655_366,
      coercion: { schema: 'pg_catalog', name: 'numeric', arguments: 2 },
    },
    want: '"pg_catalog"."numeric"($1::"pg_catalog"."numeric", 655366)',
  },
  { name: 'names are quoted', over: { type: { schema: 'a"b', name: 'c' } }, want: '$1::"a""b"."c"' },
])('$name', ({ over, want }) => {
  expect(valueExpression(column(over), '$1')).toBe(want);
});

it("compares by the type's own operator, wherever it lives, and nulls as equal", () => {
  expect(equalExpression(column({ equality: { schema: 'ext', name: '=' } }), 'a', 'b')).toBe(
    '((a operator("ext".=) b) is true or a is null and b is null)',
  );
});

it('compares types without equality by their text, and takes none for a key', () => {
  const json = column({ equality: null });
  expect(equalExpression(json, 'a', 'b')).toBe(
    '((a::text operator(pg_catalog.=) b::text) is true or a is null and b is null)',
  );
  expect(() => joinKey(json, 'a', 'b')).toThrow(TypeError);
});

it('no conditions hold always', () => {
  expect([allOf([]), allOf(['a', 'b'])]).toEqual(['true', 'a and b']);
});

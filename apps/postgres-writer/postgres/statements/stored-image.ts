import type { Target } from '../catalog/target.ts';

/**
 * Whether a trigger may have made something else of a row. Only triggers before each row can; those of partitions are
 * not looked for, so a partitioned table always may. Looked up once per statement.
 */
export function mayAlter({ kind }: Target['info'], oid: number): string {
  if (kind === 'partitioned') return 'true';
  return `exists (select from pg_catalog.pg_trigger g
      where g.tgrelid = $${oid}::oid and g.tgtype & 3 = 3 and not g.tgisinternal)`;
}

/** All of a row that is sent or was stored, as one text. `names`: of its key and its other columns. */
export function rowImage(row: string, names: readonly string[]): string {
  return `row(${names.map((name) => `${row}.${name}`).join(', ')})::text`;
}

/**
 * True while the table is the one that was described: the name that the statement carries still means this OID (tables
 * can change names), and row-level security does not hide rows from the role. It holds for the whole statement, which
 * has the table locked against such changes by the time it is evaluated.
 */
export function sameTable({ oid, name }: { readonly oid: number; readonly name: number }): string {
  return `(pg_catalog.to_regclass($${name}) = $${oid}::oid and not pg_catalog.row_security_active($${oid}::oid))`;
}

/**
 * True while the writer's epoch is the newest. A person raises it after etcd was restored to an older state; whoever
 * still lives in the old one writes nothing any more, new keys included.
 */
export function sameEpoch(epoch: number): string {
  return `not exists (select from postgres_writer.settings where epoch > $${epoch}::bigint)`;
}

import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import { joinKey } from './columns.ts';

/**
 * Joins to `input i`: the owner's first entry `l`, the row `t`, and the entry `h` by which somebody else has the place.
 * Expects the cluster as $1 and the table's OID as $3. `h` is looked up only where `heldIf` is true; without one there
 * is no `h`.
 *
 * Each is a LATERAL with a LIMIT, which PostgreSQL can only run as one index look-up per row of input. Left to its
 * choice it reads the whole ledger: a table that fills faster than it is analyzed looks small to the planner.
 */
export function seenRows(target: Target, heldIf: string | undefined): string {
  const own = `left join lateral (
    select l.* from postgres_writer.ledger l
    where l.cluster_id = $1 and l.kind = i.kind and l.namespace = i.namespace and l.name = i.name and l.member = ''
    limit 1) l on true
  left join lateral (${rowAt(target)}) t on true`;
  if (heldIf === undefined) return own;
  return `${own}
  left join lateral (
    select h.revision from postgres_writer.ledger h
    where ${heldIf} and h.table_oid = $3::oid and h.row_key = ${rowKeyOf(target.key)} and h.state <> 'tombstone'
      and (h.cluster_id, h.kind, h.namespace, h.name, h.member) <> ($1, i.kind, i.namespace, i.name, '')
    limit 1) h on true`;
}

/** The row at the key `i.k`, with the written columns. */
export function rowAt({ info, key, columns }: Target): string {
  const k = quoteIdentifier(key.name);
  const list = [k, ...columns.map(({ name }) => quoteIdentifier(name))].map((name) => `r.${name}`).join(', ');
  return `select ${list} from ${quotePlace(info)} r where ${joinKey(key, `r.${k}`, 'i.k')} limit 1`;
}

/** The key of `t`, or of `i` where there is no row, as the ledger keeps it: the column's text, compared byte by byte. */
export function rowKeyOf(key: Target['key']): string {
  return `coalesce(t.${quoteIdentifier(key.name)}::text, i.k::text) collate "C"`;
}

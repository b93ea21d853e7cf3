import type { Target } from '../catalog/target.ts';
import { quoteIdentifier, quotePlace } from '../quote.ts';
import type { Statement } from '../sql.ts';
import type { Writer } from '../writer.ts';
import { joinKey, valueExpression } from './columns.ts';
import { storedHash } from './stored-hash.ts';

/**
 * Notes in the ledger what a trigger made of rows that were just written, so that they count as in sync while they are
 * still so. Lost in a crash, it is found out again at the next look.
 */
export function rememberStored(
  target: Target,
  rows: readonly { readonly writer: Writer; readonly row: { readonly key: string } }[],
): Statement {
  const { info, key } = target;
  const t = `t.${quoteIdentifier(key.name)}`;
  return {
    text: `update postgres_writer.ledger l set stored_hash = ${storedHash(target, 't')}, revision = l.revision + 1
from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[])
  i (kind, namespace, name, uid, generation, key)
join ${quotePlace(info)} t on ${joinKey(key, t, valueExpression(key, 'i.key'))}
join postgres_writer.ledger head on head.cluster_id = $1 and head.kind = i.kind and head.namespace = i.namespace
  and head.name = i.name and head.member = '' and head.uid = i.uid and head.generation = i.generation
where l.cluster_id = $1 and l.kind = i.kind and l.namespace = i.namespace and l.name = i.name
  and l.state = 'live' and l.table_oid = $2::oid and l.row_key = ${t}::text collate "C"`,
    prepare: rows.length === 1,
    values: [
      rows[0]?.writer.owner.clusterId ?? '',
      info.oid,
      rows.map(({ writer }) => writer.owner.kind),
      rows.map(({ writer }) => writer.owner.namespace),
      rows.map(({ writer }) => writer.owner.name),
      rows.map(({ writer }) => writer.uid),
      rows.map(({ writer }) => writer.generation),
      rows.map(({ row }) => row.key),
    ],
  };
}

import type { Stored } from '@kubewright/apimachinery';
import { PostgresWriter } from '../api/v1/index.ts';
import type { ApplyRequest, DeletionPolicy, Owner, RemoveRequest } from './row-store.ts';

/** The column of the tutorial's tables that names the object. */
const KEY_COLUMN = 'id';

/** What the ledger calls the kind. */
export const OWNER_KIND = `${PostgresWriter.kind}.${PostgresWriter.group}`;

/** The row's key: `namespace/name`. Neither part can hold a slash, so two objects never share one. */
export const rowKeyOf = ({ metadata }: Stored<PostgresWriter>): string =>
  `${metadata.namespace ?? ''}/${metadata.name}`;

/**
 * The one row that a PostgresWriter stands for.
 *
 * @param inherited The row was written by this operator's predecessor, which kept no ledger.
 */
export function toApplyRequest(object: Stored<PostgresWriter>, inherited = false): ApplyRequest {
  const { table, name, age, country } = object.spec;
  return {
    owner: ownerOf(object),
    table,
    keyColumn: KEY_COLUMN,
    rows: [{ key: rowKeyOf(object), columns: { name, age, country } }],
    reclaim: inherited || wroteThere(object),
    adopt: object.spec.adoptionPolicy === 'Adopt',
    deletionPolicy: deletionPolicyOf(object),
  };
}

/** What has to be absent before the object may go. `inherited`: as for {@link toApplyRequest}. */
export function toRemoveRequest(object: Stored<PostgresWriter>, inherited = false): RemoveRequest {
  const applied = object.status?.table;
  return {
    owner: ownerOf(object),
    table: applied ?? object.spec.table,
    keyColumn: KEY_COLUMN,
    keys: [rowKeyOf(object)],
    reclaim: inherited || applied !== undefined,
    deletionPolicy: deletionPolicyOf(object),
  };
}

/** Objects that an older CRD let in have none. */
const deletionPolicyOf = ({ spec }: Stored<PostgresWriter>): DeletionPolicy =>
  spec.deletionPolicy === 'Retain' ? 'Retain' : 'Delete';

function ownerOf({ metadata }: Stored<PostgresWriter>): Owner {
  return {
    kind: OWNER_KIND,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid,
    generation: metadata.generation ?? 0,
    resourceVersion: metadata.resourceVersion,
  };
}

/**
 * Whether the status says that the row in `spec.table` is our own work. The table alone is compared where the spec
 * names no schema: which one PostgreSQL would find is only known there. Matters when the ledger was lost: without it,
 * a move to another table could take over a row that was there before.
 */
function wroteThere({ spec, status }: Stored<PostgresWriter>): boolean {
  const applied = splitName(status?.table ?? '');
  const wanted = splitName(spec.table);
  if (applied === undefined || wanted === undefined) return false;
  return applied.at(-1) === wanted.at(-1) && (wanted.length === 1 || applied.at(-2) === wanted.at(-2));
}

/** The parts of a qualified name, unquoted and folded. `undefined` when it is none; the row store says why. */
function splitName(name: string): readonly string[] | undefined {
  const parts = name.match(/(?:"(?:[^"]|"")+"|[^".\s]+)/g) ?? [];
  if (parts.length === 0 || parts.join('.') !== name.trim()) return undefined;
  return parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase()));
}

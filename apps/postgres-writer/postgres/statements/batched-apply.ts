import type { Row } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import { quotePlace } from '../quote.ts';
import type { SqlArray, SqlValue } from '../sql.ts';
import type { Writer } from '../writer.ts';
import { bindAs, inputValues, type ExtraColumn, type InputForm } from './row-input.ts';

/** One owner with one row. All of a batch are of one cluster, one epoch, one table; owners and keys are distinct. */
export interface BatchedApply {
  readonly writer: Writer;
  readonly row: Row;
  readonly reclaim: boolean;
}

/** What a batch made of one row, as the letter by which the statement says so. */
export const VERDICTS = {
  f: 'fenced',
  /** Row and ledger were so already. */
  s: 'inSync',
  /** Not a case for a batch: a move, a conflict, many rows. */
  a: 'alone',
  /** Another writer was faster, or it is not what it was expected to be: nothing was done. */
  r: 'raced',
  /** The row was equal; the ledger alone was advanced. */
  l: 'advanced',
  i: 'inserted',
  u: 'updated',
  I: 'insertedAltered',
  /** Written, and a trigger made something else of it. */
  U: 'updatedAltered',
} as const;
export type BatchVerdict = (typeof VERDICTS)[keyof typeof VERDICTS];

/** What is bound of each writer, beside its row. */
export const WRITER_COLUMNS: readonly ExtraColumn[] = [
  ['kind', 'text'],
  ['namespace', 'text'],
  ['name', 'text'],
  ['uid', 'text'],
  ['generation', 'bigint'],
  ['resource_version', 'bigint'],
  ['deletion_policy', 'text'],
];

/** Whether a row that nobody holds by the ledger may be taken: bound after those where a statement asks for it. */
export const RECLAIM: ExtraColumn = ['reclaim', 'boolean'];

/** The values of {@link WRITER_COLUMNS}. */
export const writerArrays = (writers: readonly Writer[]): readonly SqlArray[] => [
  writers.map(({ owner }) => owner.kind),
  writers.map(({ owner }) => owner.namespace),
  writers.map(({ owner }) => owner.name),
  writers.map(({ uid }) => uid),
  writers.map(({ generation }) => generation),
  writers.map(({ resourceVersion }) => resourceVersion),
  writers.map(({ deletionPolicy }) => deletionPolicy),
];

/**
 * $1 to $7 are what all of a batch have in common: cluster, epoch, the table's OID, its quoted name, schema, name and key
 * column. From $8 on come {@link WRITER_COLUMNS}, those of `more`, the key and the columns.
 */
export function bindBatch(
  { info, key, columns }: Target,
  form: InputForm,
  batch: readonly BatchedApply[],
  more: readonly SqlArray[] = [],
): readonly SqlValue[] {
  const [first] = batch;
  if (first === undefined) throw new RangeError('a batch must not be empty');
  const rows = batch.map(({ row }) => row);
  return [
    first.writer.owner.clusterId,
    first.writer.epoch,
    info.oid,
    quotePlace(info),
    info.schema,
    info.table,
    key.name,
    ...bindAs(form, [...writerArrays(batch.map(({ writer }) => writer)), ...more, ...inputValues({ columns }, rows)]),
  ];
}

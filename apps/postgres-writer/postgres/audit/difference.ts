import type { DifferenceKind, DifferenceOutcome, RowDifference } from '../../controller/row-store.ts';
import { RowStoreError, type ApplyRequest } from '../../controller/row-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { targetFor, type Target } from '../catalog/target.ts';
import { classify } from '../classify.ts';
import { toFailure } from '../failure.ts';
import { SqlError, textOf, type RunOptions, type SqlPool, type Statement } from '../sql.ts';
import { differenceOf, preferHashing, type ComparedKind } from '../statements/difference.ts';
import { differenceOfMany } from '../statements/difference-of-many.ts';
import { partsOf, type Wanted } from './parts.ts';

/** Statements at once: one is compared while the next is written down and sent. */
const IN_FLIGHT = 2;
/** So few are looked up by their keys, whatever the size of the table. */
const FEW = 200;

export interface DifferenceContext {
  readonly pool: SqlPool;
  readonly catalog: Catalog;
  readonly clusterId: string;
}

/**
 * Compares all that is wanted with rows and ledger, table by table, in the database; reads only. A table that cannot be
 * looked at is reported beside the others.
 */
export async function findDifferences(
  context: DifferenceContext,
  wanted: readonly ApplyRequest[],
  options: RunOptions,
): Promise<DifferenceOutcome> {
  const differences: RowDifference[] = [];
  const failures: DifferenceOutcome['failures'][number][] = [];
  const numbered = wanted.map((request, index) => ({ index, request }));
  // An iterator that the workers share.
  const parts = partsOf(numbered, IN_FLIGHT).values();
  const work = async (): Promise<void> => {
    for (const part of parts) {
      try {
        differences.push(...(await comparePart(context, part, options)));
      } catch (thrown) {
        options.signal?.throwIfAborted();
        const error = thrown instanceof SqlError ? toFailure(thrown, {}) : thrown;
        if (!(error instanceof RowStoreError)) throw error;
        failures.push({ indices: part.map(({ index }) => index), error });
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return { differences, failures };
}

async function comparePart(
  { pool, catalog, clusterId }: DifferenceContext,
  part: readonly Wanted[],
  options: RunOptions,
): Promise<readonly RowDifference[]> {
  const [first] = part;
  if (first === undefined) return [];
  const { owner, table, keyColumn, rows } = first.request;
  const target = await catalog.use(table, (info) => targetFor(info, keyColumn, rows));
  const comparison = { pool, target, of: { clusterId, kind: owner.kind }, options };
  if (part.some(({ request }) => request.rows.length !== 1)) return await compare(comparison, part, byEntries);
  const found = await compare(comparison, part, byOwner);
  // An owner that had many rows once still has an entry per row.
  const behind = new Set(found.flatMap(({ index, kind }) => (kind === 'ledgerBehind' ? [index] : [])));
  if (behind.size === 0) return found;
  const again = part.filter(({ index }) => behind.has(index));
  return [...found.filter(({ index }) => !behind.has(index)), ...(await compare(comparison, again, byEntries))];
}

type Question = (target: Target, of: ComparedKind, requests: readonly ApplyRequest[]) => Statement;
const byEntries: Question = differenceOfMany;
const byOwner: Question = (target, of, requests) =>
  differenceOf(
    target,
    of,
    requests.flatMap(({ owner, rows }) => rows.map((row) => ({ owner, row }))),
  );

interface Comparison {
  readonly pool: SqlPool;
  readonly target: Target;
  readonly of: ComparedKind;
  readonly options: RunOptions;
}

/** A value that its column does not take fails the whole statement: halves are looked at until it is alone. */
async function compare(
  comparison: Comparison,
  wanted: readonly Wanted[],
  question: Question,
): Promise<readonly RowDifference[]> {
  try {
    return await compareAll(comparison, wanted, question);
  } catch (thrown) {
    if (!(thrown instanceof SqlError) || classify(thrown.code, thrown.fromServer).failure !== 'refused') throw thrown;
    const [only, ...more] = wanted;
    if (only === undefined) return [];
    if (more.length === 0) return [{ index: only.index, kind: 'notCompared', columns: [] }];
    const middle = wanted.length >> 1;
    const left = await compare(comparison, wanted.slice(0, middle), question);
    return [...left, ...(await compare(comparison, wanted.slice(middle), question))];
  }
}

async function compareAll(
  { pool, target, of, options }: Comparison,
  wanted: readonly Wanted[],
  question: Question,
): Promise<readonly RowDifference[]> {
  const requests = wanted.map(({ request }) => request);
  const statement = question(target, of, requests);
  const isFew = requests.reduce((sum, { rows }) => sum + rows.length, 0) < FEW;
  const results = await pool.run(isFew ? [statement] : [preferHashing, statement], options);
  const [guard, ...found] = results.at(-1)?.rows ?? [];
  if (guard === undefined)
    throw new RowStoreError('retry', 'DatabaseError', 'the table changed while it was looked at');
  return found.flatMap((row) => {
    const item = wanted[Number(textOf(row, 'ord')) - 1];
    if (item === undefined) return [];
    const kind = textOf(row, 'kind') as DifferenceKind;
    const flags = row['flags'] ?? '';
    const columns = target.columns.filter((_, i) => flags[i] === '1').map(({ name }) => name);
    return [{ index: item.index, kind, columns: kind === 'changed' ? columns : [] }];
  });
}

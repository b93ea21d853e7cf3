import type { DifferenceKind, DifferenceOutcome, RowDifference } from '../../controller/row-store.ts';
import { RowStoreError, type ApplyRequest } from '../../controller/row-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { targetFor, type Target } from '../catalog/target.ts';
import { classify } from '../classify.ts';
import { toFailure } from '../failure.ts';
import { SqlError, textOf, type RunOptions, type SqlPool } from '../sql.ts';
import { differenceOf, preferHashing } from '../statements/difference.ts';

/** Rows per statement: each statement reads the whole table once, and its values are a few megabytes. */
const ROWS_PER_STATEMENT = 100_000;
/** So few are looked up by their keys, whatever the size of the table. */
const FEW = 200;

export interface DifferenceContext {
  readonly pool: SqlPool;
  readonly catalog: Catalog;
  readonly clusterId: string;
}

interface Wanted {
  readonly index: number;
  readonly request: ApplyRequest;
}

/**
 * Compares all that is wanted with rows and ledger, table by table, in the database; reads only. A table that cannot be
 * looked at is reported beside the others.
 */
export async function findDifferences(
  { pool, catalog, clusterId }: DifferenceContext,
  wanted: readonly ApplyRequest[],
  options: RunOptions,
): Promise<DifferenceOutcome> {
  const differences: RowDifference[] = [];
  const failures: DifferenceOutcome['failures'][number][] = [];
  const numbered = wanted.map((request, index) => ({ index, request }));
  const one = numbered.filter(({ request }) => request.rows.length === 1);
  for (const { index, request } of numbered) {
    if (request.rows.length !== 1) differences.push({ index, kind: 'notCompared', columns: [] });
  }
  for (const group of Map.groupBy(one, groupOf).values()) {
    for (let start = 0; start < group.length; start += ROWS_PER_STATEMENT) {
      const part = group.slice(start, start + ROWS_PER_STATEMENT);
      const first = part[0];
      if (first === undefined) continue;
      try {
        const { table, keyColumn, rows } = first.request;
        const target = await catalog.use(table, (info) => targetFor(info, keyColumn, rows));
        differences.push(...(await compare(pool, clusterId, target, part, options)));
      } catch (thrown) {
        options.signal?.throwIfAborted();
        const error = thrown instanceof SqlError ? toFailure(thrown, {}) : thrown;
        if (!(error instanceof RowStoreError)) throw error;
        failures.push({ indices: part.map(({ index }) => index), error });
      }
    }
  }
  return { differences, failures };
}

function groupOf({ request }: Wanted): string {
  return JSON.stringify([request.table, request.keyColumn, ...Object.keys(request.rows[0]?.columns ?? {})]);
}

/** A value that its column does not take fails the whole statement: halves are looked at until it is alone. */
async function compare(
  pool: SqlPool,
  clusterId: string,
  target: Target,
  wanted: readonly Wanted[],
  options: RunOptions,
): Promise<readonly RowDifference[]> {
  try {
    return await compareAll(pool, clusterId, target, wanted, options);
  } catch (thrown) {
    if (!(thrown instanceof SqlError) || classify(thrown.code, thrown.fromServer).failure !== 'refused') throw thrown;
    const [only, ...more] = wanted;
    if (only === undefined) return [];
    if (more.length === 0) return [{ index: only.index, kind: 'notCompared', columns: [] }];
    const middle = wanted.length >> 1;
    const left = await compare(pool, clusterId, target, wanted.slice(0, middle), options);
    return [...left, ...(await compare(pool, clusterId, target, wanted.slice(middle), options))];
  }
}

async function compareAll(
  pool: SqlPool,
  clusterId: string,
  target: Target,
  wanted: readonly Wanted[],
  options: RunOptions,
): Promise<readonly RowDifference[]> {
  const rows = wanted.flatMap(
    ({
      request: {
        owner,
        rows: [row],
      },
    }) => (row === undefined ? [] : [{ ...owner, row }]),
  );
  const question = differenceOf(target, clusterId, rows);
  const results = await pool.run(rows.length < FEW ? [question] : [preferHashing, question], options);
  const [guard, ...found] = results.at(-1)?.rows ?? [];
  if (guard === undefined)
    throw new RowStoreError('retry', 'DatabaseError', 'the table changed while it was looked at');
  return found.flatMap((row) => {
    const item = wanted[Number(textOf(row, 'ord')) - 1];
    if (item === undefined) return [];
    const kind = textOf(row, 'kind') as DifferenceKind;
    const flags = textOf(row, 'flags');
    const columns = target.columns.filter((_, i) => flags[i] === '1').map(({ name }) => name);
    return [{ index: item.index, kind, columns: kind === 'changed' ? columns : [] }];
  });
}

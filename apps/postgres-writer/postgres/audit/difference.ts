import type { DifferenceKind, DifferenceOutcome, RowDifference } from '../../controller/row-store.ts';
import { RowStoreError, type ApplyRequest } from '../../controller/row-store.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { targetFor, type Target } from '../catalog/target.ts';
import { chunksOf } from '../chunks.ts';
import { classify } from '../classify.ts';
import { toFailure } from '../failure.ts';
import { SqlError, textOf, type RunOptions, type SqlPool } from '../sql.ts';
import { differenceOf, preferHashing, type ComparedKind, type ComparedRow } from '../statements/difference.ts';

/** Rows per statement: each statement reads the whole table once, and its values are a few megabytes. */
const MAX_ROWS_PER_STATEMENT = 100_000;
/** Fewer are not worth a second reading of the table. */
const MIN_ROWS_PER_STATEMENT = 20_000;
/** Statements at once: one is compared while the next is written down and sent. */
const IN_FLIGHT = 2;
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
  context: DifferenceContext,
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
  // An iterator that the workers share.
  const parts = [...Map.groupBy(one, grouping()).values()].flatMap(cut).values();
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

/** Rows of one statement have one kind of owner, one table and the same columns. Neighbours mostly share them. */
function grouping(): (wanted: Wanted) => string {
  let previous: ApplyRequest | undefined;
  let group = '';
  return ({ request }) => {
    if (previous === undefined || !isSameGroup(request, previous)) {
      group = JSON.stringify([request.owner.kind, request.table, request.keyColumn, ...columnNames(request)]);
      previous = request;
    }
    return group;
  };
}

const columnNames = ({ rows: [row] }: ApplyRequest): readonly string[] => Object.keys(row?.columns ?? {});

function isSameGroup(a: ApplyRequest, b: ApplyRequest): boolean {
  if (a.owner.kind !== b.owner.kind || a.table !== b.table || a.keyColumn !== b.keyColumn) return false;
  const [names, others] = [columnNames(a), columnNames(b)];
  return names.length === others.length && names.every((name, i) => name === others[i]);
}

/** A group in equal parts, as many as can be under way at once, unless they became too small or too large. */
function cut(group: readonly Wanted[]): readonly (readonly Wanted[])[] {
  const share = Math.ceil(group.length / IN_FLIGHT);
  return [...chunksOf(group, Math.min(Math.max(share, MIN_ROWS_PER_STATEMENT), MAX_ROWS_PER_STATEMENT))];
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
  return compare({ pool, target, of: { clusterId, kind: owner.kind }, options }, part);
}

interface Comparison {
  readonly pool: SqlPool;
  readonly target: Target;
  readonly of: ComparedKind;
  readonly options: RunOptions;
}

/** A value that its column does not take fails the whole statement: halves are looked at until it is alone. */
async function compare(comparison: Comparison, wanted: readonly Wanted[]): Promise<readonly RowDifference[]> {
  try {
    return await compareAll(comparison, wanted);
  } catch (thrown) {
    if (!(thrown instanceof SqlError) || classify(thrown.code, thrown.fromServer).failure !== 'refused') throw thrown;
    const [only, ...more] = wanted;
    if (only === undefined) return [];
    if (more.length === 0) return [{ index: only.index, kind: 'notCompared', columns: [] }];
    const middle = wanted.length >> 1;
    const left = await compare(comparison, wanted.slice(0, middle));
    return [...left, ...(await compare(comparison, wanted.slice(middle)))];
  }
}

async function compareAll(
  { pool, target, of, options }: Comparison,
  wanted: readonly Wanted[],
): Promise<readonly RowDifference[]> {
  const rows: ComparedRow[] = [];
  for (const { request } of wanted) for (const row of request.rows) rows.push({ owner: request.owner, row });
  const question = differenceOf(target, of, rows);
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

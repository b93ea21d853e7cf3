import type { ApplyOutcome, Place, RemoveOutcome } from '../../controller/row-store.ts';
import { RacedError } from '../retry.ts';
import { onlyRow, textOf, type RunOptions, type SqlPool, type SqlResult, type SqlRow } from '../sql.ts';
import { applyBatch } from '../statements/apply-batch.ts';
import { VERDICTS, type BatchVerdict } from '../statements/batched-apply.ts';
import { insertNew } from '../statements/insert-new.ts';
import { rememberStored } from '../statements/remember-stored.ts';
import { removeBatch, type RemoveVerdict } from '../statements/remove-batch.ts';
import { updateOwned } from '../statements/update-owned.ts';
import type { Expected } from './expectation.ts';
import { alone, doneWith, type ApplyAsk, type BatchResult, type Ask, type RemoveAsk } from './item.ts';

/** What became of each item, in order. `undefined`: another writer was faster; try again. */
export type BatchResults<Outcome> = readonly (BatchResult<Outcome> | undefined)[];

/** How a batch is written that is what it is expected to be; any batch at all by {@link applyBatch}. */
const STATEMENTS: Readonly<Record<Expected, typeof applyBatch>> = { new: insertNew, edited: updateOwned };

/**
 * Runs one batch: one round trip, one transaction. Throws what undid it whole. With `expected`, that may be that it is
 * something else, and `undefined` for an item says the same of that one: ask again without.
 */
export async function runApply(
  pool: SqlPool,
  items: readonly ApplyAsk[],
  { expected, ...options }: RunOptions & { readonly expected?: Expected | undefined },
): Promise<BatchResults<ApplyOutcome>> {
  const target = newestTarget(items);
  const { schema, table } = target.info;
  const statement = expected === undefined ? applyBatch : STATEMENTS[expected];
  const [result] = await pool.run([statement(target, items)], options);
  const verdicts = readVerdicts(result, items);
  const altered = items.filter((_, i) => isAltered(verdicts[i]));
  if (altered.length > 0) await pool.run([rememberStored(target, altered)], options);
  const outcomes = outcomesFor({ schema, table });
  return verdicts.map((verdict) => outcomes[verdict]);
}

const isAltered = (verdict: BatchVerdict | undefined): boolean =>
  verdict === 'insertedAltered' || verdict === 'updatedAltered';

function outcomesFor(place: Place): Readonly<Record<BatchVerdict, BatchResult<ApplyOutcome> | undefined>> {
  const written = (inserted: number, altered?: true): BatchResult<ApplyOutcome> =>
    doneWith({ kind: 'written', place, inserted, updated: 1 - inserted, pruned: 0, ...(altered && { altered }) });
  const inSync = doneWith<ApplyOutcome>({ kind: 'inSync', place });
  return {
    fenced: doneWith({ kind: 'fenced' }),
    inSync,
    advanced: inSync,
    alone,
    raced: undefined,
    inserted: written(1),
    updated: written(0),
    insertedAltered: written(1, true),
    updatedAltered: written(0, true),
  };
}

/** No verdicts come back when the table is not the one that was described. */
function readVerdicts(result: SqlResult | undefined, items: readonly Ask[]): readonly BatchVerdict[] {
  const letters = onlyRow(result)['verdicts'] ?? '';
  if (letters.length !== items.length) throw new RacedError('the table is another by now');
  return Array.from(letters, (letter) => VERDICTS[letter as keyof typeof VERDICTS]);
}

/** As {@link runApply}. */
export async function runRemove(
  pool: SqlPool,
  items: readonly RemoveAsk[],
  options: RunOptions,
): Promise<BatchResults<RemoveOutcome>> {
  const [result] = await pool.run(removeBatch(newestTarget(items), items), options);
  return complete(result?.rows, items).map(readRemove);
}

function readRemove(row: SqlRow): BatchResult<RemoveOutcome> | undefined {
  const verdict = textOf(row, 'verdict') as RemoveVerdict;
  if (verdict === 'alone') return alone;
  if (verdict === 'fenced') return doneWith({ kind: 'fenced' });
  if (verdict === 'write' && row['claimed'] !== 't') return undefined;
  const removed = row['deleted'] === 't' ? 1 : 0;
  return doneWith({ kind: 'absent', removed, leftForeign: row['foreign'] === 't' ? 1 : 0 });
}

function newestTarget(items: readonly Ask[]): Ask['target'] {
  const newest = items.at(-1);
  if (newest === undefined) throw new RangeError('a batch must not be empty');
  return newest.target;
}

/** No row comes back when the table is not the one that was described. */
function complete(rows: readonly SqlRow[] = [], items: readonly Ask[]): readonly SqlRow[] {
  if (rows.length !== items.length) throw new RacedError('the table is another by now');
  return rows;
}

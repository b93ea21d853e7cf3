import type { ApplyOutcome, Place, RemoveOutcome } from '../../controller/row-store.ts';
import { RacedError } from '../retry.ts';
import { textOf, type RunOptions, type SqlPool, type SqlRow } from '../sql.ts';
import { applyBatch, type BatchVerdict } from '../statements/apply-batch.ts';
import { rememberStored } from '../statements/remember-stored.ts';
import { removeBatch } from '../statements/remove-batch.ts';
import { alone, doneWith, type ApplyItem, type BatchResult, type Item, type RemoveItem } from './item.ts';

/** What became of each item, in order. `undefined`: another writer was faster; try again. */
export type BatchResults<Outcome> = readonly (BatchResult<Outcome> | undefined)[];

/** Runs one batch: one round trip, one transaction. Throws what undid it whole. */
export async function runApply(
  pool: SqlPool,
  items: readonly ApplyItem[],
  options: RunOptions,
): Promise<BatchResults<ApplyOutcome>> {
  const target = newestTarget(items);
  const { schema, table } = target.info;
  const [result] = await pool.run([applyBatch(target, items)], options);
  const rows = complete(result?.rows, items);
  const altered = items.filter((_, i) => isAltered(rows[i]));
  if (altered.length > 0) await pool.run([rememberStored(target, altered)], options);
  return rows.map((row) => readApply(row, { schema, table }));
}

function readApply(row: SqlRow, place: Place): BatchResult<ApplyOutcome> | undefined {
  const verdict = textOf(row, 'verdict') as BatchVerdict;
  if (verdict === 'alone') return alone;
  if (verdict === 'fenced') return doneWith({ kind: 'fenced' });
  if (verdict === 'inSync') return doneWith({ kind: 'inSync', place });
  if (row['claimed'] !== 't') return undefined;
  const [present, equal] = [row['present'] === 't', row['equal'] === 't'];
  if (present && equal) return doneWith({ kind: 'inSync', place });
  return doneWith({
    kind: 'written',
    place,
    inserted: present ? 0 : 1,
    updated: present ? 1 : 0,
    pruned: 0,
    ...(isAltered(row) && { altered: true }),
  });
}

/** Written, and read back as something else. */
const isAltered = (row: SqlRow | undefined): boolean =>
  row?.['claimed'] === 't' && row['altered'] === 't' && !(row['present'] === 't' && row['equal'] === 't');

/** As {@link runApply}. */
export async function runRemove(
  pool: SqlPool,
  items: readonly RemoveItem[],
  options: RunOptions,
): Promise<BatchResults<RemoveOutcome>> {
  const [result] = await pool.run(removeBatch(newestTarget(items), items), options);
  return complete(result?.rows, items).map(readRemove);
}

function readRemove(row: SqlRow): BatchResult<RemoveOutcome> | undefined {
  const verdict = textOf(row, 'verdict') as BatchVerdict;
  if (verdict === 'alone') return alone;
  if (verdict === 'fenced') return doneWith({ kind: 'fenced' });
  if (verdict === 'write' && row['claimed'] !== 't') return undefined;
  const removed = row['deleted'] === 't' ? 1 : 0;
  return doneWith({ kind: 'absent', removed, leftForeign: row['foreign'] === 't' ? 1 : 0 });
}

function newestTarget(items: readonly Item[]): Item['target'] {
  const newest = items.at(-1);
  if (newest === undefined) throw new RangeError('a batch must not be empty');
  return newest.target;
}

/** No row comes back when the table is not the one that was described. */
function complete(rows: readonly SqlRow[] = [], items: readonly Item[]): readonly SqlRow[] {
  if (rows.length !== items.length) throw new RacedError('the table is another by now');
  return rows;
}

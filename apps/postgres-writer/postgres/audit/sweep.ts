import {
  RowStoreError,
  untouched,
  type DeletionPolicy,
  type OrphanCount,
  type Presence,
  type RemoveOutcome,
  type RemoveRequest,
  type SweepOutcome,
  type SweepRequest,
} from '../../controller/row-store.ts';
import { quotePlace } from '../quote.ts';
import { onlyRow, textOf, type RunOptions, type SqlPool, type SqlRow } from '../sql.ts';
import { clearConfirmation, countEntries, selectOrphans } from '../statements/sweep.ts';

/** A sweep of more than both is held back until a person confirms its size. */
const PLAUSIBLE_COUNT = 10;
const PLAUSIBLE_SHARE = 0.2;

/** Whether so many orphans look like a mistake (an empty list, a restored etcd) rather than like deleted objects. */
export function isImplausible(orphans: number, entries: number): boolean {
  return orphans > PLAUSIBLE_COUNT && orphans > entries * PLAUSIBLE_SHARE;
}

export interface SweepContext {
  readonly pool: SqlPool;
  readonly clusterId: string;
  readonly remove: (request: RemoveRequest) => Promise<RemoveOutcome>;
}

interface Found {
  readonly entries: number;
  readonly orphans: readonly SqlRow[];
  /** So many a person said may go. */
  readonly confirmed: string | null | undefined;
}

async function find(
  { pool, clusterId }: Omit<SweepContext, 'remove'>,
  { kind, namespaces, present }: Presence,
  resourceVersion: string | undefined,
  options: RunOptions,
): Promise<Found> {
  const scope = { clusterId, kind, namespaces };
  const [counted, found] = await pool.run(
    [countEntries(scope), selectOrphans(scope, present, resourceVersion)],
    options,
  );
  const count = onlyRow(counted);
  return { entries: Number(textOf(count, 'entries')), orphans: found?.rows ?? [], confirmed: count['confirmed'] };
}

export async function countOrphans(
  context: Omit<SweepContext, 'remove'>,
  presence: Presence,
  options: RunOptions,
): Promise<OrphanCount> {
  const { entries, orphans } = await find(context, presence, undefined, options);
  return { entries, orphans: orphans.length };
}

/**
 * Removes the rows of owners whose object is not in a complete list. They are removed as if their object had been
 * deleted at the list's version, so that an object created since is not touched: its writes are newer.
 */
export async function sweepOrphans(
  context: SweepContext,
  request: SweepRequest,
  options: RunOptions,
): Promise<SweepOutcome> {
  const { pool, remove } = context;
  const { kind, resourceVersion } = request;
  const { entries, orphans, confirmed } = await find(context, request, resourceVersion, options);
  const nothing = untouched({ entries, orphans: orphans.length });
  if (isImplausible(orphans.length, entries) && Number(confirmed ?? -1) !== orphans.length) {
    return { ...nothing, heldBack: true };
  }
  if (orphans.length === 0) return nothing;
  if (confirmed !== null) await pool.run([clearConfirmation], options);

  const outcomes = await Promise.allSettled(orphans.map((row) => remove(removalOf(row, kind, resourceVersion))));
  options.signal?.throwIfAborted();
  let [removed, retained, left] = [0, 0, 0];
  const failures: RowStoreError[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') {
      if (!(outcome.reason instanceof RowStoreError)) throw outcome.reason;
      failures.push(outcome.reason);
    } else if (outcome.value.kind === 'absent') {
      removed += outcome.value.removed;
      retained += outcome.value.retained ?? 0;
      left += outcome.value.leftForeign;
    }
  }
  return { ...nothing, removed, retained, left, failures };
}

function removalOf(row: SqlRow, kind: string, resourceVersion: string): RemoveRequest {
  const { schema_name: schema, table_name: table, key_column: keyColumn, row_key: key } = row;
  const owner = {
    kind,
    namespace: textOf(row, 'namespace'),
    name: textOf(row, 'name'),
    uid: textOf(row, 'uid'),
    generation: Number(textOf(row, 'generation')),
    resourceVersion,
  };
  // An owner of many rows has no place of its own; the ledger knows those of its rows.
  const known = schema !== null && schema !== undefined && table !== null && table !== undefined;
  return {
    owner,
    table: known ? quotePlace({ schema, table }) : '',
    keyColumn: keyColumn ?? '',
    keys: key === null || key === undefined ? [] : [key],
    deletionPolicy: textOf(row, 'deletion_policy') as DeletionPolicy,
  };
}

import type { ApplyOutcome, RemoveOutcome } from '../../controller/row-store.ts';
import type { Target } from '../catalog/target.ts';
import type { BatchedApply } from '../statements/apply-batch.ts';
import type { BatchedRemove } from '../statements/remove-batch.ts';

/** What a batch made of one request: an outcome, or a case for the careful path. */
export type BatchResult<Outcome> = { readonly kind: 'done'; readonly outcome: Outcome } | { readonly kind: 'alone' };

export const alone = { kind: 'alone' } as const;
export const doneWith = <Outcome>(outcome: Outcome): BatchResult<Outcome> => ({ kind: 'done', outcome });

interface Queued<Outcome> {
  /** Of the newest description of the table. */
  readonly target: Target;
  readonly signal: AbortSignal;
  readonly resolve: (result: BatchResult<Outcome>) => void;
  readonly reject: (error: unknown) => void;
  /** How often another writer was faster. */
  races: number;
}

/** A request that waits for, or is in, a batch. */
export type ApplyItem = Queued<ApplyOutcome> & { readonly kind: 'apply' } & BatchedApply;
export type RemoveItem = Queued<RemoveOutcome> & { readonly kind: 'remove' } & BatchedRemove;
export type Item = ApplyItem | RemoveItem;

/** Requests of one group fit one statement. */
export function groupOf(item: Item): string {
  const { key, columns } = item.target;
  return item.kind === 'remove' ? `remove ${key.name}` : JSON.stringify([key.name, ...columns.map(({ name }) => name)]);
}

/** One statement must name each owner once. */
export function ownerOf({ writer: { owner } }: Item): string {
  return JSON.stringify([owner.kind, owner.namespace, owner.name]);
}

export const keyOf = (item: Item): string => (item.kind === 'remove' ? item.key : item.row.key);

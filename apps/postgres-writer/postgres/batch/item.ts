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
  /** When it came, by the store's clock. */
  readonly queuedAt: number;
  /** How often another writer was faster. */
  races: number;
}

/** A request that waits for, or is in, a batch. */
export type ApplyItem = Queued<ApplyOutcome> & { readonly kind: 'apply' } & BatchedApply;
export type RemoveItem = Queued<RemoveOutcome> & { readonly kind: 'remove' } & BatchedRemove;
export type Item = ApplyItem | RemoveItem;

/** What decides which requests fit one statement. */
export interface Identity {
  /** Requests of one group have the same columns. */
  readonly group: string;
  /** One statement must name each owner once. */
  readonly owner: string;
  /** And each row once. */
  readonly key: string;
}

export function identify(item: Item): Identity {
  const { kind, namespace, name } = item.writer.owner;
  return {
    group: groupOf(item),
    owner: `${kind}\0${namespace}\0${name}`,
    key: item.kind === 'remove' ? item.key : item.row.key,
  };
}

const groups = { apply: new WeakMap<Target, string>(), remove: new WeakMap<Target, string>() };

function groupOf({ kind, target }: Item): string {
  let group = groups[kind].get(target);
  if (group === undefined) {
    const columns = kind === 'remove' ? [] : target.columns.map(({ name }) => name);
    groups[kind].set(target, (group = JSON.stringify([kind, target.key.name, ...columns])));
  }
  return group;
}

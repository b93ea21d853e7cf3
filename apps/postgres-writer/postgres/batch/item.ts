import type { Target } from '../catalog/target.ts';
import type { OwnerName } from '../ledger/entry.ts';
import type { BatchedApply } from '../statements/batched-apply.ts';
import type { BatchedRemove } from '../statements/remove-batch.ts';

/** What a batch made of one request: an outcome, or a case for the careful path. */
export type BatchResult<Outcome> = { readonly kind: 'done'; readonly outcome: Outcome } | { readonly kind: 'alone' };

export const alone = { kind: 'alone' } as const;
export const doneWith = <Outcome>(outcome: Outcome): BatchResult<Outcome> => ({ kind: 'done', outcome });

/** A request to a lane. */
interface Asked {
  /** Of the newest description of the table. */
  readonly target: Target;
  readonly signal: AbortSignal;
}
export type ApplyAsk = Asked & { readonly kind: 'apply' } & BatchedApply;
export type RemoveAsk = Asked & { readonly kind: 'remove' } & BatchedRemove;
export type Ask = ApplyAsk | RemoveAsk;

/** What decides which requests fit one statement. */
export interface Identity {
  /** Requests of one group have the same columns. */
  readonly group: string;
  /** One statement must name each owner once. */
  readonly owner: Pick<OwnerName, 'kind' | 'namespace' | 'name'>;
  /** And each row once. */
  readonly key: string;
}

/** A request that waits for, or is in, a batch. */
export interface Item extends Identity {
  readonly ask: Ask;
  /** When it came, by the store's clock. */
  readonly queuedAt: number;
  readonly resolve: (result: BatchResult<never>) => void;
  readonly reject: (error: unknown) => void;
  /** How often another writer was faster. */
  races: number;
}

export function identify(ask: Ask): Identity {
  return {
    group: groupOf(ask),
    owner: ask.writer.owner,
    key: ask.kind === 'remove' ? ask.key : ask.row.key,
  };
}

const groups = { apply: new WeakMap<Target, string>(), remove: new WeakMap<Target, string>() };

function groupOf({ kind, target }: Ask): string {
  let group = groups[kind].get(target);
  if (group === undefined) {
    const columns = kind === 'remove' ? [] : target.columns.map(({ name }) => name);
    groups[kind].set(target, (group = JSON.stringify([kind, target.key.name, ...columns])));
  }
  return group;
}

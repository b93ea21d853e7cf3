import type { Logger } from '../log/index.ts';

/** Names the object to reconcile; never carries it. Source: `reconcile.Request`. */
export interface Request {
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

/** What became of a reconcile that did not throw. A result and an error cannot both exist. */
export type Result = { readonly kind: 'done' } | { readonly kind: 'requeueAfter'; readonly ms: number };

/** Nothing more to do until the object changes. */
export const done: Result = Object.freeze({ kind: 'done' });

/** Come back in `ms` milliseconds; the key's back-off starts afresh. */
export const requeueAfter = (ms: number): Result => ({ kind: 'requeueAfter', ms });

export interface ReconcileContext {
  /** Aborts when the reconcile timed out or the controller must stop now. */
  readonly signal: AbortSignal;
  /** Carries controller, namespace, name and reconcileId. */
  readonly log: Logger;
}

/**
 * Makes the world true to one object. Called with the name alone: what there is to do is read afresh, so that calls can
 * be repeated, merged and lost without harm.
 *
 * Returns what to do next. Throws to be tried again with back-off, throws {@link TerminalError} to wait for a change of
 * the object. Source: `reconcile.TypedReconciler`.
 */
export interface Reconciler<R = Request> {
  reconcile(request: R, context: ReconcileContext): Promise<Result>;
}

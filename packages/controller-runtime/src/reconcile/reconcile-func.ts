import type { ReconcileContext, Reconciler, Request, Result } from './reconcile.ts';

/** A reconciler that is one function. Source: `reconcile.TypedFunc`. */
export type ReconcileFunc<R = Request> = (request: R, context: ReconcileContext) => Promise<Result>;

/** Wherever a reconciler is asked for: an object with `reconcile` (of a class, or plain), or the function alone. */
export type ReconcilerLike<R = Request> = Reconciler<R> | ReconcileFunc<R>;

export const toReconciler = <R>(given: ReconcilerLike<R>): Reconciler<R> =>
  typeof given === 'function' ? { reconcile: given } : given;

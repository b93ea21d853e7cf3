export { done, requeueAfter, type ReconcileContext, type Reconciler, type Request, type Result } from './reconcile.ts';
export { toReconciler, type ReconcileFunc, type ReconcilerLike } from './reconcile-func.ts';
export { asReconciler, type ObjectReconcileFunc, type ObjectReconciler, type ReadObject } from './object-reconciler.ts';
export { isTerminal, TerminalError } from './terminal-error.ts';

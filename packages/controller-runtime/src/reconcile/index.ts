export { done, requeueAfter, type ReconcileContext, type Reconciler, type Request, type Result } from './reconcile.ts';
export { isTerminal, TerminalError } from './terminal-error.ts';

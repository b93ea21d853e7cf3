/** What a controller tells of itself. Implemented in metrics/, under controller-runtime's names. */
export interface ControllerMetrics {
  /** One reconcile ended. */
  reconciled(outcome: ReconcileOutcome, seconds: number): void;
  /** A reconcile ran out of its time. */
  timedOut(): void;
  /** How many workers there are. */
  workers(count: number): void;
  /** A worker began (+1) or ended (-1) a reconcile. */
  active(change: 1 | -1): void;
}

export type ReconcileOutcome =
  | 'success'
  | 'requeueAfter'
  /** It threw, and is tried again. */
  | 'error'
  /** It threw a TerminalError. */
  | 'terminalError'
  /** It threw what only a mistake in the program throws, and is tried again. */
  | 'panic';

const ignore = (): void => undefined;

export const noControllerMetrics: ControllerMetrics = Object.freeze({
  reconciled: ignore,
  timedOut: ignore,
  workers: ignore,
  active: ignore,
});

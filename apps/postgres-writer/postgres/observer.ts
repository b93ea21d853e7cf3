import type { ApplyOutcome, Place, RemoveOutcome, RowStoreError } from '../controller/row-store.ts';

/** One statement that wrote, or tried to write, rows of one table. */
export interface BatchEvent {
  readonly operation: 'apply' | 'remove';
  readonly place: Place;
  /** Rows. */
  readonly size: number;
  /** Until it was answered, retries of a collision included. */
  readonly seconds: number;
  /** How long the request that came first had waited for it. */
  readonly queuedSeconds: number;
}

/** Told what the store does, for metrics. Called often: must be quick, and must not throw. */
export interface RowStoreObserver {
  batch?(event: BatchEvent): void;
  applied?(outcome: ApplyOutcome): void;
  removed?(outcome: RemoveOutcome): void;
  failed?(operation: 'apply' | 'remove', error: RowStoreError): void;
}

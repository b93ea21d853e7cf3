import type { ApplyOutcome, RemoveOutcome, RowStoreError } from '../controller/row-store.ts';

/** Told what the store does, for metrics. Called often: must be quick, and must not throw. */
export interface RowStoreObserver {
  /** A batch was sent. `seconds`: until it was answered, retries of a collision included. */
  batch?(event: { readonly operation: 'apply' | 'remove'; readonly size: number; readonly seconds: number }): void;
  applied?(outcome: ApplyOutcome): void;
  removed?(outcome: RemoveOutcome): void;
  failed?(operation: 'apply' | 'remove', error: RowStoreError): void;
}

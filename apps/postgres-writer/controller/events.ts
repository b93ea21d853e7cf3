import type { Stored } from '@kubewright/apimachinery';
import type { PostgresWriter } from '../api/v1/index.ts';
import type { Reason } from './reasons.ts';
import type { Report } from './verdict.ts';

/** What an event says beside the object it is about. */
export interface Notice {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  /** What the operator was doing. */
  readonly action: string;
  readonly note: string;
}

/**
 * What a person has to see to, and what happens to single objects. A missing table or database may concern thousands at
 * once: their conditions say it, and thousands of events would say nothing more.
 */
export const NOTICED: ReadonlySet<Reason> = new Set([
  'InvalidTableName',
  'ValueRefused',
  'RowOwnedByAnother',
  'LedgerAhead',
  'InternalError',
]);

/** The event that goes with a change of the status, if a person should notice. None for plain success. */
export function eventFor({ metadata }: Stored<PostgresWriter>, { state, reason, message }: Report): Notice | undefined {
  if (state !== 'stalled') return undefined;
  if (metadata.deletionTimestamp !== undefined) {
    return { type: 'Warning', reason: 'DeletionBlocked', action: 'RemoveRow', note: message };
  }
  return NOTICED.has(reason) ? { type: 'Warning', reason, action: 'ApplyRow', note: message } : undefined;
}

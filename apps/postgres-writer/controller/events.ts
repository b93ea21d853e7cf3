import type { Stored } from '@kubewright/apimachinery';
import type { Logger } from '@kubewright/controller-runtime/log';
import type { EventRecorder } from '@kubewright/controller-runtime/recorder';
import type { PostgresWriter } from '../api/v1/index.ts';
import { driftText, type Drift } from './drift.ts';
import { DATABASE_WIDE, type Reason } from './reasons.ts';
import { observedDrifted } from './observed.ts';
import { formatPlace } from './place.ts';
import { rowKeyOf } from './row-mapping.ts';
import type { Place } from './row-store.ts';
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
export function eventFor({ metadata }: Stored<PostgresWriter>, report: Report): Notice | undefined {
  const { state, reason, message } = report;
  if (reason === 'Drifted') return { type: 'Warning', reason, action: 'CompareRow', note: message };
  if (state !== 'stalled') return undefined;
  if (metadata.deletionTimestamp !== undefined) {
    return { type: 'Warning', reason: 'DeletionBlocked', action: 'RemoveRow', note: message };
  }
  return NOTICED.has(reason) ? { type: 'Warning', reason, action: 'ApplyRow', note: message } : undefined;
}

/** Tells that a trigger made something else of a row: it is left as it is, and its object counts as in sync. */
export function announceAltered(
  recorder: EventRecorder,
  object: Stored<PostgresWriter>,
  place: Place,
  log: Logger,
): void {
  const table = formatPlace(place);
  log.warn('row altered by a trigger', { table });
  const note = `a trigger of ${table} made something else of row ${rowKeyOf(object)} than the spec says; it is left as it is`;
  recorder.event(object, 'Warning', 'RowAltered', 'ApplyRow', note);
}

/** Tells that a row which somebody else had changed is as the spec asks again. */
export function announceRepaired(
  recorder: EventRecorder,
  object: Stored<PostgresWriter>,
  drift: Drift | undefined,
  log: Logger,
): void {
  const said = observedDrifted(object)?.message ?? `row ${rowKeyOf(object)} differed from the spec`;
  const detail = drift === undefined ? said : driftText(object, drift);
  log.info('row repaired', { detail });
  recorder.event(object, 'Normal', 'DriftRepaired', 'ApplyRow', `${detail}; it was written again`);
}

/** Tells in the log, and as an event, what the status of an object has come to say. */
export function announce(recorder: EventRecorder, object: Stored<PostgresWriter>, report: Report, log: Logger): void {
  const { state, reason, message } = report;
  // What concerns the whole database is logged by the gate, once; what is retried is thrown, and logged by who retries.
  if (reason === 'Drifted') log.warn('row differs from the spec', { detail: message });
  if (state === 'stalled' && !DATABASE_WIDE.has(reason)) log.warn('row not in order', { reason, detail: message });
  const event = eventFor(object, report);
  if (event !== undefined) recorder.event(object, event.type, event.reason, event.action, event.note);
}

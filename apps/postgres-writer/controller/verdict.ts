import type { Stored } from '@kubewright/apimachinery';
import { TerminalError } from '@kubewright/controller-runtime/reconcile';
import type { PostgresWriter } from '../api/v1/index.ts';
import { isDatabaseWide, TABLE_WIDE, type Reason } from './reasons.ts';
import { driftText, type Drift } from './drift.ts';
import { observedReady } from './observed.ts';
import { formatPlace } from './place.ts';
import { rowKeyOf } from './row-mapping.ts';
import { RowStoreError, type ApplyOutcome, type Holder } from './row-store.ts';

/** What was tried. */
export type Attempt = 'applyRow' | 'removeRow';

/** What the conditions are to say. */
export interface Report {
  /**
   * `ready`: the row equals the spec. `retrying`: not yet, and the operator goes on by itself. `stalled`: somebody else
   * has to do something first. `suspended`: on request nothing is done.
   */
  readonly state: 'ready' | 'retrying' | 'stalled' | 'suspended';
  readonly reason: Reason;
  /** Says what, where, what to do. Made of names, never of the row's values. */
  readonly message: string;
  /** Where the row is now. Left out: where it was before, as far as is known. */
  readonly table?: string;
  /** How the row came to differ from the spec: what the condition `Drifted` says. */
  readonly drifted?: string;
}

/** When to look again. */
export type Again =
  | { readonly kind: 'never' }
  | { readonly kind: 'after'; readonly ms: number }
  /** The queue's own back-off; for a `TerminalError` not before the object changes. */
  | { readonly kind: 'throw'; readonly error: Error };

export interface Failure {
  readonly error: Error;
  /** The call was not made, since it is known to fail; the next one may be after this pause. */
  readonly retryAfterMs?: number;
}

export interface Verdict {
  readonly report: Report;
  readonly again: Again;
}

/** A table that somebody has to mend is looked at again this often: it heals within seconds. */
export const BLOCKED_RETRY_MS = 5_000;
/** A value that the database refuses, or a row of somebody else: once that has lasted for as long. */
export const REFUSED_RETRY_MS = 50_000;
/** Disk full, out of memory: for the database's administrator. */
export const SLOW_RETRY_MS = 120_000;
/** While the database cannot be reached. How often it is really asked, the circuit breaker says. */
export const UNAVAILABLE_RETRY_MS = 5_000;

/** What to say of, and do after, an apply that was answered. */
export function judgeApply(
  object: Stored<PostgresWriter>,
  outcome: Exclude<ApplyOutcome, { kind: 'fenced' }>,
  nowMs: number,
): Verdict {
  const row = rowKeyOf(object);
  switch (outcome.kind) {
    case 'inSync':
    case 'written':
      return { report: inSync(object, formatPlace(outcome.place)), again: { kind: 'never' } };
    case 'conflict': {
      const message = `row ${row} in ${formatPlace(outcome.place)} ${holderText(outcome.holder)}; nothing was written. ${
        outcome.holder.kind === 'foreign'
          ? 'Set spec.adoptionPolicy to Adopt to take it over, delete that row, or'
          : 'Delete one of the two objects, or'
      } give this object another name`;
      return stalled('RowOwnedByAnother', message, refusedAgain(object, 'RowOwnedByAnother', nowMs));
    }
  }
}

/** What to say of a row that is only compared: as `spec.driftPolicy: Report` asks, nothing was written. */
export function judgeDrift(object: Stored<PostgresWriter>, drift: Drift | undefined): Verdict {
  const again = { kind: 'never' } as const;
  const table = object.status?.table ?? object.spec.table;
  if (drift === undefined) return { report: inSync(object, table), again };
  const drifted = driftText(object, drift);
  const message = `${drifted}; it is left as it is, since spec.driftPolicy is Report. Any edit of the spec writes it again`;
  return { report: { state: 'ready', reason: 'Drifted', message, drifted }, again };
}

/** What keeps a row from being compared is no drift, and the verdict names it by itself. */
const KNOWN_TO_DIFFER: ReadonlySet<Drift['kind']> = new Set(['missing', 'changed', 'notOurs']);

/** The same of a row that is known to have drifted, and could not be written again. */
export function withDrift(object: Stored<PostgresWriter>, drift: Drift | undefined, verdict: Verdict): Verdict {
  if (drift === undefined || !KNOWN_TO_DIFFER.has(drift.kind)) return verdict;
  return { ...verdict, report: { ...verdict.report, drifted: driftText(object, drift) } };
}

const inSync = (object: Stored<PostgresWriter>, table: string): Report => ({
  state: 'ready',
  reason: 'InSync',
  message: `row ${rowKeyOf(object)} is in ${table}`,
  table,
});

/** What to say while `spec.suspend` holds everything up. */
export function judgeSuspended(object: Stored<PostgresWriter>): Verdict {
  const waits = object.metadata.deletionTimestamp === undefined ? 'edits wait' : 'the deletion waits';
  const message = `row ${rowKeyOf(object)} is not touched and ${waits} until spec.suspend is false`;
  return { report: { state: 'suspended', reason: 'Suspended', message }, again: { kind: 'never' } };
}

/** The API server's newest version of the object is older than what the ledger has seen of it. */
export function judgeFenced(object: Stored<PostgresWriter>, nowMs: number): Verdict {
  const message = `row ${rowKeyOf(object)} was left alone: the ledger has it from a newer version of this object than the API server knows. Another operator may write for this cluster, or etcd was restored to an older state: then run postgres-writer epoch --raise and restart the operator`;
  return stalled('LedgerAhead', message, refusedAgain(object, 'LedgerAhead', nowMs));
}

/** What to say of, and do after, a failure. */
export function judgeFailure(
  object: Stored<PostgresWriter>,
  attempt: Attempt,
  { error, retryAfterMs }: Failure,
  nowMs: number,
): Verdict {
  const verdict =
    error instanceof RowStoreError
      ? judgeKnown(object, attempt, error, nowMs)
      : judgeUnexpected(object, attempt, error);
  return retryAfterMs === undefined ? verdict : { ...verdict, again: { kind: 'after', ms: retryAfterMs } };
}

/** One line per class of the SQLSTATE policy. */
function judgeKnown(object: Stored<PostgresWriter>, attempt: Attempt, error: RowStoreError, nowMs: number): Verdict {
  const { reason } = error;
  const message = failureText(object, attempt, error);
  switch (error.failure) {
    case 'retry':
      return { report: { state: 'retrying', reason, message }, again: { kind: 'throw', error } };
    case 'unavailable':
      return { report: { state: 'retrying', reason, message }, again: { kind: 'after', ms: UNAVAILABLE_RETRY_MS } };
    case 'slow':
      // Others try it every few seconds, so nobody has to wait for longer than they do.
      if (isDatabaseWide(error)) return stalled(reason, message, { kind: 'after', ms: UNAVAILABLE_RETRY_MS });
      return stalled(reason, message, { kind: 'after', ms: SLOW_RETRY_MS });
    case 'blocked':
      return stalled(reason, message, { kind: 'after', ms: BLOCKED_RETRY_MS });
    case 'refused':
      // Only an edit makes another name of it, and an edit is an event.
      if (reason === 'InvalidTableName') return stalled(reason, message, { kind: 'never' });
      if (TABLE_WIDE.has(reason)) return stalled(reason, message, { kind: 'after', ms: BLOCKED_RETRY_MS });
      return stalled(reason, message, refusedAgain(object, reason, nowMs));
    case 'bug':
      return stalled(reason, message, {
        kind: 'throw',
        error: new TerminalError(reason, error.message, { cause: error }),
      });
  }
}

/** A failure that the row store did not foresee. Its own words may quote values, so they go to the log alone. */
function judgeUnexpected(object: Stored<PostgresWriter>, attempt: Attempt, error: Error): Verdict {
  const message = `row ${rowKeyOf(object)} ${CANNOT_BE[attempt]}: unexpected error, see the operator's log; tried again by itself`;
  return { report: { state: 'retrying', reason: 'InternalError', message }, again: { kind: 'throw', error } };
}

const CANNOT_BE = { applyRow: 'cannot be written', removeRow: 'cannot be removed' } as const;
const WILL_BE = { applyRow: 'will be written', removeRow: 'will be removed' } as const;

function stalled(reason: Reason, message: string, again: Again): Verdict {
  return { report: { state: 'stalled', reason, message }, again };
}

/**
 * After as long as it has lasted: what somebody mends soon heals within seconds, and what nobody mends is asked for
 * rarely.
 */
function refusedAgain(object: Stored<PostgresWriter>, reason: Reason, nowMs: number): Again {
  const ready = observedReady(object);
  const lasts = ready?.status === 'False' && ready.reason === reason;
  const ageMs = lasts ? nowMs - Date.parse(ready.lastTransitionTime) : 0;
  return { kind: 'after', ms: Math.min(Math.max(ageMs, BLOCKED_RETRY_MS), REFUSED_RETRY_MS) };
}

/** The words of a failure: the same for the same failure, so that nothing is written twice. */
export function failureText(object: Stored<PostgresWriter>, attempt: Attempt, error: RowStoreError): string {
  const row = rowKeyOf(object);
  if (error.failure === 'unavailable' && isDatabaseWide(error)) {
    // Constant, whatever the socket said this time: each change of the text would be a write per object.
    return `the database cannot be reached; row ${row} ${WILL_BE[attempt]} once it can`;
  }
  const where = attempt === 'applyRow' ? ` (spec.table: ${object.spec.table})` : '';
  return `row ${row} ${CANNOT_BE[attempt]}${where}: ${error.message}`;
}

function holderText(holder: Holder): string {
  if (holder.kind === 'foreign') {
    if (holder.restored !== true) return "was there before and is not this operator's";
    return 'was written for this object before the database was restored from a dump, but differs from the spec';
  }
  return `belongs to ${holder.ownerKind} ${holder.namespace}/${holder.name} of cluster ${holder.clusterId}`;
}

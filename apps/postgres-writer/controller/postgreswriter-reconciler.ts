import { findApiError, isConflict, isInvalid, isNotFound, objectKeyOf, type Stored } from '@kubewright/apimachinery';
import { getIfExists, type Client, type Patch, type Reader } from '@kubewright/controller-runtime/client';
import { addFinalizerPatch, removeFinalizerPatch } from '@kubewright/controller-runtime/finalizer';
import type { LogFields, Logger } from '@kubewright/controller-runtime/log';
import {
  done,
  requeueAfter,
  type ReconcileContext,
  type Reconciler,
  type Request,
  type Result,
} from '@kubewright/controller-runtime/reconcile';
import type { EventRecorder } from '@kubewright/controller-runtime/recorder';
import { PostgresWriter } from '../api/v1/index.ts';
import { decide } from './decide.ts';
import type { Drift, DriftWatch } from './drift.ts';
import { announceAltered, announceRepaired } from './events.ts';
import { FINALIZER } from './finalizer.ts';
import { isUnseen, wasApplied } from './observed.ts';
import { formatPlace } from './place.ts';
import { toApplyRequest, toRemoveRequest } from './row-mapping.ts';
import type { ApplyOutcome, RowStore } from './row-store.ts';
import type { StatusQueue } from './status-queue.ts';
import type { StoreGate } from './store-gate.ts';
import {
  judgeApply,
  judgeDrift,
  judgeFailure,
  judgeFenced,
  judgeSuspended,
  withDrift,
  type Attempt,
  type Failure,
  type Verdict,
} from './verdict.ts';

export interface PostgresWriterReconcilerOptions {
  /** Writes, and reads from the cache. */
  readonly client: Client;
  /** Reads from the API server itself: asked only when the cache turned out to be behind. */
  readonly apiReader: Reader;
  readonly rows: RowStore;
  readonly gate: StoreGate;
  readonly recorder: EventRecorder;
  readonly statuses: Pick<StatusQueue, 'submit' | 'cancel'>;
  readonly drift: DriftWatch;
  /**
   * Objects that were created before this moment (to the second), come with our finalizer, and of which nothing was ever
   * said, are those of the Go original: their rows are taken over. Milliseconds since the epoch. @defaultValue none are
   */
  readonly inheritBeforeMs?: number | undefined;
  /** Rows that somebody else had changed were written again: so many. */
  readonly onRepaired?: (rows: number) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** What came of one look at an object. */
type Pass =
  | { readonly kind: 'settled'; readonly result: Result }
  /** The object was not the newest, says the API server. Look again. */
  | { readonly kind: 'stale'; readonly cause: unknown }
  /** The same, says the ledger. */
  | { readonly kind: 'fenced' };

type Written = Extract<ApplyOutcome, { readonly kind: 'written' }>;

const settled = (result: Result): Pass => ({ kind: 'settled', result });

/** How often an object that changes under us is read again in one reconcile, before it is left to the back-off. */
const MAX_FRESH_READS = 3;
/** What is looked at again does so within this share of its pause, so that many do not come as one. */
const SPREAD = 0.2;

/**
 * Keeps the row of a PostgresWriter true to its spec, and removes it before the object goes.
 *
 * A read from the cache may be older than our own last write. That is found by the server (each write names the version
 * it was made from) or by the ledger (the fence), never guarded against beforehand, and answered by looking at the API
 * server's newest version at once.
 *
 * +kubebuilder:rbac:groups=demo.yash.com,resources=postgreswriters,verbs=get;list;watch;update;patch
 * +kubebuilder:rbac:groups=demo.yash.com,resources=postgreswriters/status,verbs=get;update;patch
 * +kubebuilder:rbac:groups=demo.yash.com,resources=postgreswriters/finalizers,verbs=update
 * +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
 * +kubebuilder:rbac:groups="",resources=namespaces,resourceNames=kube-system,verbs=get
 */
export class PostgresWriterReconciler implements Reconciler {
  readonly #options: PostgresWriterReconcilerOptions;

  constructor(options: PostgresWriterReconcilerOptions) {
    this.#options = options;
  }

  async reconcile(request: Request, context: ReconcileContext): Promise<Result> {
    const { client, apiReader, drift } = this.#options;
    let object = await read(client, request, context);
    if (object !== undefined && (await drift.proves(object, context.signal))) return done;
    for (let freshReads = 0; object !== undefined; freshReads++) {
      const pass = await this.#look(object, context);
      if (pass.kind === 'settled') return pass.result;
      if (freshReads === MAX_FRESH_READS) return this.#giveUp(object, context, pass);
      object = await read(apiReader, request, context);
    }
    return done;
  }

  async #look(object: Stored<PostgresWriter>, context: ReconcileContext): Promise<Pass> {
    switch (decide(object)) {
      case 'leave':
        return settled(done);
      case 'wait':
        return this.#settle(object, context, judgeSuspended(object));
      case 'addFinalizer':
        return this.#guard(object, context);
      case 'applyRow':
        return this.#applyRow(object, context);
      case 'compareRow':
        return this.#compareRow(object, context);
      case 'removeRow':
        return this.#removeRow(object, context);
    }
  }

  async #guard(object: Stored<PostgresWriter>, context: ReconcileContext): Promise<Pass> {
    let guarded = object;
    const stale = await onNewest(async () => {
      guarded = await this.#patch(object, addFinalizerPatch(object, FINALIZER), context);
    });
    if (stale !== undefined) return stale;
    if (decide(guarded) === 'compareRow') return this.#compareRow(guarded, context);
    return this.#applyRow(guarded, context, { inherited: false });
  }

  /** Says what was found of a row that is only to be compared, or has it compared first. */
  async #compareRow(object: Stored<PostgresWriter>, context: ReconcileContext): Promise<Pass> {
    const { drift } = this.#options;
    const finding = drift.take(object);
    // The row is as it should be, and the ledger may say so.
    if (finding?.drift?.kind === 'ledgerBehind') return this.#applyRow(object, context);
    if (finding !== undefined) return this.#settle(object, context, judgeDrift(object, finding.drift));
    drift.suspect({ namespace: object.metadata.namespace ?? '', name: object.metadata.name });
    return settled(done);
  }

  async #applyRow(
    object: Stored<PostgresWriter>,
    context: ReconcileContext,
    { inherited } = { inherited: this.#isInherited(object) },
  ): Promise<Pass> {
    const { gate, rows } = this.#options;
    const drift = this.#options.drift.take(object)?.drift;
    const apply = (signal: AbortSignal) => rows.apply(toApplyRequest(object, inherited), { signal });
    const answer = await gate.run(object, 'applyRow', apply, context.signal);
    if (answer.kind === 'failed') {
      return this.#settle(object, context, withDrift(object, drift, this.#judge(object, 'applyRow', answer)));
    }
    const { outcome } = answer;
    if (outcome.kind === 'fenced') return { kind: 'fenced' };
    if (outcome.kind === 'written') this.#onWritten(object, outcome, drift, context.log);
    const verdict = judgeApply(object, outcome, this.#options.now());
    return this.#settle(object, context, outcome.kind === 'conflict' ? withDrift(object, drift, verdict) : verdict);
  }

  #onWritten(object: Stored<PostgresWriter>, outcome: Written, drift: Drift | undefined, log: Logger): void {
    const { recorder, onRepaired } = this.#options;
    log.info('row written', toLogFields(outcome));
    if (outcome.left !== undefined) {
      const table = formatPlace(outcome.left);
      log.warn('row of before the restore left: the ledger cannot prove it to be its own', { table });
    }
    const rows = outcome.inserted + outcome.updated;
    if (rows > 0 && wasApplied(object)) {
      announceRepaired(recorder, object, drift, log);
      onRepaired?.(rows);
    }
    if (outcome.altered === true) announceAltered(recorder, object, outcome.place, log);
  }

  #isInherited(object: Stored<PostgresWriter>): boolean {
    const { inheritBeforeMs = -Infinity } = this.#options;
    // Times of creation are whole seconds: one of the very second counts as later.
    return isUnseen(object) && Date.parse(object.metadata.creationTimestamp) + 1_000 <= inheritBeforeMs;
  }

  #judge(object: Stored<PostgresWriter>, attempt: Attempt, failure: Failure): Verdict {
    return judgeFailure(object, attempt, failure, this.#options.now());
  }

  async #removeRow(object: Stored<PostgresWriter>, context: ReconcileContext): Promise<Pass> {
    const { gate, rows } = this.#options;
    const request = toRemoveRequest(object, this.#isInherited(object));
    const remove = (signal: AbortSignal) => rows.remove(request, { signal });
    const answer = await gate.run(object, 'removeRow', remove, context.signal);
    if (answer.kind === 'failed') return this.#settle(object, context, this.#judge(object, 'removeRow', answer));
    const { outcome } = answer;
    if (outcome.kind === 'fenced') return { kind: 'fenced' };
    this.#options.statuses.cancel(object);
    const stale = await onNewest(async () => {
      await this.#patch(object, removeFinalizerPatch(object, FINALIZER), context);
    });
    if (stale !== undefined) return stale;
    context.log.info('row removed', { removed: outcome.removed, retained: outcome.retained });
    return settled(done);
  }

  async #patch(object: Stored<PostgresWriter>, patch: Patch | undefined, { signal }: ReconcileContext) {
    if (patch === undefined) return object;
    return this.#options.client.patch(PostgresWriter, objectKeyOf(object), patch, { signal });
  }

  /** Has it said in the status, and says when to look again. */
  #settle(object: Stored<PostgresWriter>, { log }: ReconcileContext, { report, again }: Verdict): Pass {
    this.#options.statuses.submit(object, report, log);
    switch (again.kind) {
      case 'never':
        return settled(done);
      case 'after':
        return settled(requeueAfter(again.ms * (1 + this.#options.random() * SPREAD)));
      case 'throw':
        throw again.error;
    }
  }

  #giveUp(object: Stored<PostgresWriter>, context: ReconcileContext, last: Pass): Result {
    const pass =
      last.kind === 'fenced' ? this.#settle(object, context, judgeFenced(object, this.#options.now())) : last;
    if (pass.kind === 'settled') return pass.result;
    throw refusal(pass.kind === 'stale' ? pass.cause : undefined);
  }
}

/** The server's words for an invalid object may quote its values, so they are left out. */
function refusal(cause: unknown): Error {
  const invalid = isInvalid(cause) ? findApiError(cause)?.causes : undefined;
  if (invalid === undefined || invalid.length === 0) {
    return new Error(`the object changed under ${MAX_FRESH_READS + 1} attempts in a row`);
  }
  const faults = invalid.map(({ field = 'object', reason = 'Invalid' }) => `${field} (${reason})`);
  return new Error(`the API server finds the object invalid: ${faults.join(', ')}`);
}

const read = (reader: Reader, request: Request, { signal }: ReconcileContext) =>
  getIfExists(reader, PostgresWriter, request, { signal });

/** Runs a write that names the version it was made from. Answers nothing when it was done. */
async function onNewest(write: () => Promise<void>): Promise<Pass | undefined> {
  try {
    await write();
    return undefined;
  } catch (thrown) {
    // A JSON patch whose tests fail is `Invalid`. So is an object that breaks its schema, which another look tells apart:
    // it fails in the same way, and the error of the last look carries the cause.
    if (isConflict(thrown) || isInvalid(thrown)) return { kind: 'stale', cause: thrown };
    // Gone: somebody took our finalizer away. What is left in the database, the ledger knows.
    if (isNotFound(thrown)) return settled(done);
    throw thrown;
  }
}

function toLogFields({ place, movedFrom, inserted, updated, pruned }: Written): LogFields {
  return {
    table: formatPlace(place),
    inserted,
    updated,
    pruned,
    movedFrom: movedFrom === undefined ? undefined : formatPlace(movedFrom),
  };
}

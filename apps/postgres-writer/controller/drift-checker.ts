import { formatObjectKey, objectKeyOf, type Stored } from '@kubewright/apimachinery';
import type { Reader } from '@kubewright/controller-runtime/client';
import { LOW_PRIORITY } from '@kubewright/controller-runtime/handler';
import type { Logger } from '@kubewright/controller-runtime/log';
import type { Enqueue } from '@kubewright/controller-runtime/queue';
import type { Request } from '@kubewright/controller-runtime/reconcile';
import { funcSource, type Source } from '@kubewright/controller-runtime/source';
import { PostgresWriter } from '../api/v1/index.ts';
import { decide } from './decide.ts';
import { DriftFindings } from './drift-findings.ts';
import { driftText, isComparable, type Drift, type DriftWatch, type Finding } from './drift.ts';
import { observedDrifted } from './observed.ts';
import { toApplyRequest } from './row-mapping.ts';
import { RowStoreError, type RowAudit, type RowChange } from './row-store.ts';
import { unlessAborted } from './unless-aborted.ts';
import { WakeablePause, type PauseClock } from './wakeable-pause.ts';

export interface CheckerClock extends PauseClock {
  monotonic(): number;
}

export interface DriftCheckerOptions {
  /** Reads from the cache. */
  readonly cache: Pick<Reader, 'list'>;
  readonly audit: Pick<RowAudit, 'difference'>;
  /** From one comparison of all rows to the next. 0: only the one at the start. */
  readonly intervalMs: number;
  readonly clock: CheckerClock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  /** All rows were compared, as far as they could be. */
  readonly onChecked?: (outcome: CheckOutcome) => void;
}

/** Numbers of objects. */
export interface CheckOutcome {
  readonly compared: number;
  readonly drifted: number;
  /** Their table could not be read just now. */
  readonly unknown: number;
}

/** Each interval is longer or shorter by up to this share, so that operators do not compare in step. */
const JITTER = 0.1;
/** When all rows are to be compared out of turn, and after a failure: not more often than this. */
const RETRY_MS = 5_000;
/**
 * After each further failure the pause doubles, up to this: a comparison that takes longer than a statement may is not to
 * be the database's only work. Also while a single table says nothing, such as one that is locked.
 */
const MAX_RETRY_MS = 60_000;
/** Objects per question, so that no question takes up memory without bound. */
const OBJECTS_PER_QUESTION = 100_000;

/**
 * Compares all rows with what their objects ask for, at the start and every interval, and has those looked at that differ.
 * Reads only, a statement per table and not one per object: what is in sync costs neither a row's write nor a call to the API
 * server. Since the start's comparison covers them, objects of the initial list that say that they are in sync need not be
 * reconciled (see `worthReconciling`), nor what was queued of them while another replica was the leader.
 *
 * Not compared are objects that are suspended, going, or do not say that their row was written as their newest spec asks:
 * these are being reconciled, or have their own time to be looked at again. As leader only.
 */
export class DriftChecker implements DriftWatch {
  readonly name = 'drift-checker';
  readonly #options: DriftCheckerOptions;
  readonly #findings = new DriftFindings();
  readonly #suspects = new Set<string>();
  readonly #pause: WakeablePause;
  readonly #queue = Promise.withResolvers<Enqueue<Request>>();
  /** Objects of the cache that the first comparison found in order. */
  readonly #proven = new WeakSet<Stored<PostgresWriter>>();
  /** Resolves when that comparison has been tried. */
  readonly #tried = Promise.withResolvers<undefined>();
  /** When all rows are to be compared, by the monotonic clock. */
  #dueMs = 0;
  #lastMs = -Infinity;
  /** Of all rows, one after the other. */
  #failures = 0;
  #lastProblem: string | undefined;

  constructor(options: DriftCheckerOptions) {
    this.#options = options;
    this.#pause = new WakeablePause(options.clock);
  }

  /** Where the controller hears of objects whose row differs. They give way to fresh edits. */
  get source(): Source {
    return funcSource('rows that differ', ({ queue }) => this.#queue.resolve(queue));
  }

  async proves(object: Stored<PostgresWriter>, signal: AbortSignal): Promise<boolean> {
    if (!isComparable(object)) return false;
    await unlessAborted(this.#tried.promise, signal);
    return this.#proven.has(object);
  }

  take(object: Stored<PostgresWriter>): Finding | undefined {
    return this.#findings.take(object);
  }

  suspect(key: Request): void {
    this.#suspects.add(formatObjectKey(key));
    this.#pause.wake();
  }

  /** Rows of objects were changed; has those compared soon. `keys`: as rows are named; `undefined`: any. */
  readonly onChange = ({ keys }: Pick<RowChange, 'keys'>): void => {
    if (keys === undefined) {
      this.suspectAll();
      return;
    }
    for (const key of keys) this.#suspects.add(key);
    this.#pause.wake();
  };

  /** Has all rows compared soon: changes may have been missed, or a database may be back that is not as it was. */
  suspectAll(): void {
    this.#dueMs = Math.min(this.#dueMs, this.#lastMs + RETRY_MS);
    this.#pause.wake();
  }

  async start(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      const queue = await unlessAborted(this.#queue.promise, signal);
      for (;;) {
        if (clock.monotonic() >= this.#dueMs) await this.#checkAll(queue, signal);
        else await this.#checkSuspects(queue, signal);
        if (this.#suspects.size === 0) await this.#pause.wait(this.#dueMs - clock.monotonic(), signal);
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  async #checkAll(queue: Enqueue<Request>, signal: AbortSignal): Promise<void> {
    const { clock, intervalMs, random, log, onChecked } = this.#options;
    this.#suspects.clear();
    const { items } = await this.#options.cache.list(PostgresWriter, { signal });
    const outcome = await this.#check(items, queue, signal, () => this.#findings.clear());
    const first = this.#lastMs === -Infinity;
    this.#tried.resolve(undefined);
    this.#lastMs = clock.monotonic();
    if (outcome === undefined) {
      this.#dueMs = this.#lastMs + Math.min(RETRY_MS * 2 ** Math.min(this.#failures++, 10), MAX_RETRY_MS);
      return;
    }
    this.#failures = 0;
    const intervalOrNeverMs = intervalMs === 0 ? Infinity : intervalMs * (1 + JITTER * (2 * random() - 1));
    this.#dueMs = this.#lastMs + Math.min(intervalOrNeverMs, outcome.unknown > 0 ? MAX_RETRY_MS : Infinity);
    onChecked?.(outcome);
    if (first || outcome.drifted > 0) log.info('rows compared', { ...outcome });
    else log.debug('rows compared', { ...outcome });
  }

  async #checkSuspects(queue: Enqueue<Request>, signal: AbortSignal): Promise<void> {
    if (this.#suspects.size === 0) return;
    const suspects = new Set(this.#suspects);
    this.#suspects.clear();
    const { items } = await this.#options.cache.list(PostgresWriter, { signal });
    const suspected = items.filter((object) => suspects.has(formatObjectKey(objectKeyOf(object))));
    // What could not be asked now is asked with all the others.
    if ((await this.#check(suspected, queue, signal)) === undefined) this.suspectAll();
  }

  /** `undefined`: the database did not answer. */
  async #check(
    objects: readonly Stored<PostgresWriter>[],
    queue: Enqueue<Request>,
    signal: AbortSignal,
    beforeFindings: () => void = () => undefined,
  ): Promise<CheckOutcome | undefined> {
    const comparable = objects.filter(isComparable);
    let [drifted, unknown] = [0, 0];
    for (let start = 0; start < comparable.length; start += OBJECTS_PER_QUESTION) {
      const asked = comparable.slice(start, start + OBJECTS_PER_QUESTION);
      const answer = await this.#ask(asked, signal);
      if (answer === undefined) return undefined;
      if (start === 0) beforeFindings();
      for (const [index, object] of asked.entries()) {
        if (answer.unknown.has(index)) {
          unknown += 1;
          continue;
        }
        const drift = answer.drifts.get(index);
        if (drift !== undefined) drifted += 1;
        if (saysSo(object, drift)) {
          if (drift === undefined && this.#lastMs === -Infinity) this.#proven.add(object);
          continue;
        }
        this.#proven.delete(object);
        this.#findings.put(object, drift);
        enqueue(queue, object);
      }
    }
    if (unknown === 0) this.#lastProblem = undefined;
    return { compared: comparable.length, drifted, unknown };
  }

  async #ask(objects: readonly Stored<PostgresWriter>[], signal: AbortSignal): Promise<Answer | undefined> {
    try {
      const { differences, failures } = await this.#options.audit.difference(
        objects.map((object) => toApplyRequest(object)),
        { signal },
      );
      const drifts = new Map<number, Drift>(differences.map(({ index, kind, columns }) => [index, { kind, columns }]));
      const unknown = new Set<number>();
      for (const { indices, error } of failures) {
        const lasts = OF_THE_TABLE.has(error.failure);
        if (!lasts) this.#report(error);
        for (const index of indices) {
          if (lasts) drifts.set(index, { kind: 'unreadable', detail: error.message });
          else unknown.add(index);
        }
      }
      return { drifts, unknown };
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof RowStoreError)) throw thrown;
      this.#report(thrown);
      return undefined;
    }
  }

  /** An outage is one line, however long it lasts. */
  #report({ reason, message }: RowStoreError): void {
    if (message === this.#lastProblem) return;
    this.#lastProblem = message;
    this.#options.log.warn('rows not compared', { reason, detail: message });
  }
}

/** By their place among those that were asked for. */
interface Answer {
  readonly drifts: ReadonlyMap<number, Drift>;
  /** The database could not say. */
  readonly unknown: ReadonlySet<number>;
}

/** Failures that tell of the table, and not of the moment. */
const OF_THE_TABLE: ReadonlySet<RowStoreError['failure']> = new Set(['blocked', 'refused']);

/** Whether the status needs no change: for a row that is to be repaired it always does. */
function saysSo(object: Stored<PostgresWriter>, drift: Drift | undefined): boolean {
  const said = observedDrifted(object)?.message;
  if (drift === undefined) return said === undefined;
  return decide(object) === 'compareRow' && said === driftText(object, drift);
}

function enqueue(queue: Enqueue<Request>, { metadata: { namespace = '', name } }: Stored<PostgresWriter>): void {
  queue.add({ namespace, name }, { priority: LOW_PRIORITY });
}

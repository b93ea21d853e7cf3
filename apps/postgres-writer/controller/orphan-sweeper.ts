import type { KubernetesObject, Stored } from '@kubewright/apimachinery';
import type { Reader } from '@kubewright/controller-runtime/client';
import type { ObjectEvent } from '@kubewright/controller-runtime/event';
import { hasFinalizer } from '@kubewright/controller-runtime/finalizer';
import type { Logger } from '@kubewright/controller-runtime/log';
import type { EventRecorder } from '@kubewright/controller-runtime/recorder';
import { PostgresWriter } from '../api/v1/index.ts';
import { FINALIZER } from './finalizer.ts';
import { OWNER_KIND } from './row-mapping.ts';
import { untouched, type Presence, type RowAudit, type SweepOutcome, type SweepRequest } from './row-store.ts';
import { WakeablePause, type PauseClock } from './wakeable-pause.ts';

export interface OrphanSweeperOptions {
  /** Tells whether there is anything to sweep. */
  readonly cache: Pick<Reader, 'list'>;
  /** Reads from the API server itself: a cache may be behind, and what it lacks would go. */
  readonly apiReader: Pick<Reader, 'list'>;
  readonly audit: Pick<RowAudit, 'countOrphans' | 'sweep'>;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly clock: PauseClock;
  readonly log: Logger;
  readonly recorder: EventRecorder;
  /** A sweep came to its end. `namespace` is undefined where it was of all. */
  readonly onSwept?: (namespace: string | undefined, outcome: SweepOutcome) => void;
}

const CRD: KubernetesObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${PostgresWriter.plural}.${PostgresWriter.group}` },
};
const INTERVAL_MS = 10 * 60_000;
/** After a failure: the database or the API server may be away. */
const RETRY_MS = 30_000;
/** After an object vanished: what was in hand for it has been written by then, and many may vanish together. */
const SETTLE_MS = 1_000;
const PAGE_SIZE = 500;

/**
 * Removes rows whose object is gone without having been seen to go: its finalizer was taken off by hand, the operator
 * was down, or the API server lost the finalizer. (A DELETE that has found no finalizer removes the object at once, also
 * one that got its finalizer in between: kube-apiserver's `Store.Delete` does not look again.)
 *
 * Only what is absent from a complete and consistent LIST goes. As long as the cache has an object for every entry there is
 * nothing to ask the API server, whose work a LIST of everything is. The first failure of a LIST ends the round: nothing is
 * concluded from a refusal or from a part. Runs at the start, then every ten minutes, and soon after an object vanished
 * with the finalizer on it. As leader only.
 */
export class OrphanSweeper {
  readonly name = 'orphan-sweeper';
  readonly #options: OrphanSweeperOptions;
  readonly #pause: WakeablePause;
  #lastProblem: string | undefined;

  constructor(options: OrphanSweeperOptions) {
    this.#options = options;
    this.#pause = new WakeablePause(options.clock);
  }

  /** For the informer: an object that vanished with our finalizer on it left a row behind, perhaps. */
  readonly observe = (event: ObjectEvent<PostgresWriter>): void => {
    if (event.type === 'delete' && hasFinalizer(event.object, FINALIZER)) this.#pause.wake();
  };

  async start(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      for (;;) {
        const fine = await this.#sweepAll(signal);
        if (fine) this.#lastProblem = undefined;
        const woken = await this.#pause.wait(fine ? INTERVAL_MS : RETRY_MS, signal);
        if (woken) await clock.delay(SETTLE_MS, { signal });
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  /** @returns whether all went well. What did not is logged, and tried again later. */
  async #sweepAll(signal: AbortSignal): Promise<boolean> {
    const { namespaces } = this.#options;
    const scopes = namespaces.length === 0 ? [undefined] : namespaces;
    let fine = true;
    for (const namespace of scopes) {
      try {
        fine = (await this.#sweep(namespace, signal)) && fine;
      } catch (thrown) {
        signal.throwIfAborted();
        fine = false;
        this.#report(namespace, thrown);
      }
    }
    return fine;
  }

  /** An outage is one line, however long it lasts. */
  #report(namespace: string | undefined, thrown: unknown): void {
    const detail = thrown instanceof Error ? thrown.message : 'non-error thrown';
    if (detail === this.#lastProblem) return;
    this.#lastProblem = detail;
    this.#options.log.warn('orphans not looked for', { namespace, detail });
  }

  async #sweep(namespace: string | undefined, signal: AbortSignal): Promise<boolean> {
    const { audit, log, onSwept } = this.#options;
    const cached = await this.#cached(namespace);
    const counted = await audit.countOrphans(cached, { signal });
    const outcome =
      counted.orphans === 0 ? untouched(counted) : await audit.sweep(await this.#list(namespace, signal), { signal });
    onSwept?.(namespace, outcome);
    const { orphans, heldBack, removed, retained, left, failures } = outcome;
    if (heldBack) {
      this.#sayHeldBack(namespace, outcome);
    } else if (orphans > 0) {
      log.warn('rows without an object removed', { namespace, orphans, removed, retained });
    }
    if (left > 0)
      log.warn('rows without an object left: the ledger cannot prove them to be its own', { namespace, left });
    for (const { reason, message } of failures) log.warn('orphan not removed', { namespace, reason, detail: message });
    return failures.length === 0;
  }

  /** The CRD is the object that all of them have in common, and that outlives them. */
  #sayHeldBack(namespace: string | undefined, { orphans, entries }: SweepOutcome): void {
    const { log, recorder } = this.#options;
    const advice = `if their objects are really gone, run: postgres-writer sweep --confirm ${orphans}`;
    log.error('sweep held back', undefined, { namespace, orphans, entries, advice });
    const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
    const note = `${orphans} of ${entries} objects of ${where} are gone, which is implausibly many, so their rows were left alone; ${advice}`;
    recorder.event(CRD, 'Warning', 'SweepHeldBack', 'SweepRows', note);
  }

  async #cached(namespace: string | undefined): Promise<Presence> {
    const { items } = await this.#options.cache.list(PostgresWriter, namespace === undefined ? {} : { namespace });
    return presenceOf(namespace, items.map(nameOf));
  }

  /** Every page of a consistent list; all pages show the state of the first. */
  async #list(namespace: string | undefined, signal: AbortSignal): Promise<SweepRequest> {
    const present: Presence['present'][number][] = [];
    const scope = namespace === undefined ? {} : { namespace };
    let resourceVersion: string | undefined;
    let token: string | undefined;
    do {
      const page = { limit: PAGE_SIZE, ...(token !== undefined && { continue: token }) };
      const { items, metadata } = await this.#options.apiReader.list(PostgresWriter, { ...scope, ...page, signal });
      present.push(...items.map(nameOf));
      resourceVersion ??= metadata.resourceVersion;
      token = metadata.continue === '' ? undefined : metadata.continue;
    } while (token !== undefined);
    if (resourceVersion === undefined) throw new Error('the API server lists without a resourceVersion');
    return { ...presenceOf(namespace, present), resourceVersion };
  }
}

const presenceOf = (namespace: string | undefined, present: Presence['present']): Presence => ({
  kind: OWNER_KIND,
  namespaces: namespace === undefined ? undefined : [namespace],
  present,
});

const nameOf = ({ metadata }: Stored<KubernetesObject>) => ({
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

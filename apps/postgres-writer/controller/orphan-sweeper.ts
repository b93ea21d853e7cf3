import type { KubernetesObject, Stored } from '@kubewright/apimachinery';
import type { Reader } from '@kubewright/controller-runtime/client';
import type { ObjectEvent } from '@kubewright/controller-runtime/event';
import { hasFinalizer } from '@kubewright/controller-runtime/finalizer';
import type { Logger } from '@kubewright/controller-runtime/log';
import { PostgresWriter } from '../api/v1/index.ts';
import { FINALIZER } from './finalizer.ts';
import { OWNER_KIND } from './row-mapping.ts';
import type { RowAudit, SweepRequest } from './row-store.ts';

/** The part of the framework's clock that is needed here. */
export interface SweeperClock {
  delay(ms: number, options: { readonly signal: AbortSignal }): Promise<void>;
}

export interface OrphanSweeperOptions {
  /** Reads from the API server itself: a cache may be behind, and what it lacks would go. */
  readonly apiReader: Reader;
  readonly audit: Pick<RowAudit, 'sweep'>;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly clock: SweeperClock;
  readonly log: Logger;
}

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
 * Only what is absent from a complete and consistent LIST goes. The first failure of a LIST ends the round: nothing is
 * concluded from a refusal or from a part. Runs at the start, then every ten minutes, and soon after an object vanished
 * with the finalizer on it. As leader only.
 */
export class OrphanSweeper {
  readonly name = 'orphan-sweeper';
  readonly #options: OrphanSweeperOptions;
  #wake = new AbortController();
  #lastProblem: string | undefined;

  constructor(options: OrphanSweeperOptions) {
    this.#options = options;
  }

  /** For the informer: an object that vanished with our finalizer on it left a row behind, perhaps. */
  readonly observe = (event: ObjectEvent<PostgresWriter>): void => {
    if (event.type === 'delete' && hasFinalizer(event.object, FINALIZER)) this.#wake.abort();
  };

  async start(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    try {
      for (;;) {
        this.#wake = new AbortController();
        const fine = await this.#sweepAll(signal);
        if (fine) this.#lastProblem = undefined;
        await this.#pause(fine ? INTERVAL_MS : RETRY_MS, signal);
        if (this.#wake.signal.aborted) await clock.delay(SETTLE_MS, { signal });
      }
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  /** Resolves early when an object vanished. */
  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.clock.delay(ms, { signal: AbortSignal.any([signal, this.#wake.signal]) });
    } catch {
      signal.throwIfAborted();
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
    const { audit, log } = this.#options;
    const request = await this.#list(namespace, signal);
    const { entries, orphans, heldBack, removed, retained, failures } = await audit.sweep(request, { signal });
    if (heldBack) {
      const advice = `if their objects are really gone, run: postgres-writer sweep --confirm ${orphans}`;
      log.error('sweep held back', undefined, { namespace, orphans, entries, advice });
    } else if (orphans > 0) {
      log.warn('rows without an object removed', { namespace, orphans, removed, retained });
    }
    for (const { reason, message } of failures) log.warn('orphan not removed', { namespace, reason, detail: message });
    return failures.length === 0;
  }

  /** Every page of a consistent list; all pages show the state of the first. */
  async #list(namespace: string | undefined, signal: AbortSignal): Promise<SweepRequest> {
    const present: { readonly namespace: string; readonly name: string }[] = [];
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
    return {
      kind: OWNER_KIND,
      namespaces: namespace === undefined ? undefined : [namespace],
      present,
      resourceVersion,
    };
  }
}

const nameOf = ({ metadata }: Stored<KubernetesObject>) => ({
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

import { systemClock, type Clock } from '../internal/clock/clock.ts';
import { aborted } from '../internal/abort.ts';
import { toError } from '../internal/errors.ts';
import type { Runnable, RunnableContext } from '../internal/runnable.ts';
import { discardLogger, type Logger } from '../log/index.ts';
import { noQueueMetrics, WorkQueue, type QueueMetrics, type RequestKey } from '../queue/index.ts';
import { toReconciler, type Reconciler, type ReconcilerLike } from '../reconcile/index.ts';
import type { Source } from '../source/index.ts';
import { noControllerMetrics, type ControllerMetrics } from './metrics.ts';
import { claimName } from './names.ts';
import { resolveControllerOptions, type ControllerOptions, type ResolvedControllerOptions } from './options.ts';
import { SourceGroup } from './source-group.ts';
import { work } from './worker.ts';

export interface ControllerInit<R> {
  /** Unique in this process: labels the metrics. */
  readonly name: string;
  readonly reconciler: ReconcilerLike<R>;
  /** Equal requests must have equal keys. */
  readonly keyOf: (request: R) => RequestKey;
  readonly options?: ControllerOptions;
  /** @defaultValue the request's own properties */
  readonly logFields?: (request: R) => Readonly<Record<string, unknown>>;
  /** @defaultValue silent */
  readonly log?: Logger;
  /** @defaultValue none */
  readonly metrics?: ControllerMetrics;
  /** @defaultValue none */
  readonly queueMetrics?: QueueMetrics;
  /** @defaultValue the system's */
  readonly clock?: Clock;
}

/**
 * Takes requests from its sources through a queue to a reconciler. Nothing that a reconcile throws stops it.
 *
 * Start: sources first, workers once every source is ready. Stop: nothing more is taken in; reconciles in hand go on
 * until they end or `stopNow` aborts their signal; `start` resolves when all has ended.
 * Source: `internal/controller.Controller`.
 */
export class Controller<R> implements Runnable {
  readonly name: string;
  readonly needLeaderElection: boolean;
  readonly #options: ResolvedControllerOptions;
  readonly #reconciler: Reconciler<R>;
  readonly #queue: WorkQueue<R>;
  readonly #sources: SourceGroup<R>;
  readonly #metrics: ControllerMetrics;
  readonly #log: Logger;
  readonly #logFor: (request: R) => Logger;
  readonly #clock: Clock;
  readonly #releaseName: () => void;
  #started = false;

  constructor(init: ControllerInit<R>) {
    const { name, reconciler, keyOf, options = {}, log = discardLogger, clock = systemClock } = init;
    if (name === '') throw new RangeError('a controller needs a name');
    this.#options = resolveControllerOptions(options);
    this.#releaseName = this.#options.skipNameValidation ? () => undefined : claimName(name);
    this.name = name;
    this.needLeaderElection = this.#options.needLeaderElection;
    this.#reconciler = toReconciler(reconciler);
    this.#metrics = init.metrics ?? noControllerMetrics;
    this.#clock = clock;
    this.#log = log.with({ controller: name });
    const { logFields = (request: R) => ({ ...request }) as Readonly<Record<string, unknown>> } = init;
    this.#logFor = (request) => this.#log.with(logFields(request));
    const { rateLimiter } = this.#options;
    this.#queue = new WorkQueue({
      keyOf,
      clock,
      metrics: init.queueMetrics ?? noQueueMetrics,
      ...(rateLimiter === undefined ? {} : { rateLimiter }),
    });
    this.#sources = new SourceGroup({
      queue: this.#queue,
      log: this.#log,
      clock,
      readyTimeoutMs: this.#options.cacheSyncTimeoutMs,
    });
  }

  /** Adds a source; if the controller runs, it is started at once. */
  watch(source: Source<R>): void {
    this.#sources.add(source);
  }

  /** With `enableWarmUp`: starts the sources, and resolves when they are ready. */
  async warmUp(signal: AbortSignal): Promise<void> {
    if (!this.#options.enableWarmUp || !this.needLeaderElection) return;
    this.#sources.start(signal);
    await this.#sources.ready();
  }

  async start(signal: AbortSignal, { stopNow = signal }: Partial<RunnableContext> = {}): Promise<void> {
    if (this.#started) throw new Error(`controller "${this.name}" was started before: add it to one manager, once`);
    this.#started = true;
    try {
      if (!signal.aborted) this.#log.info('starting controller', { sources: this.#sources.names });
      this.#sources.start(signal);
      await this.#sources.ready();
      // Told to stop before it could begin, as a replica is that was warmed up and never led: the work is another's.
      if (!signal.aborted) await this.#run(signal, stopNow);
    } finally {
      this.#queue.shutDown();
      await this.#sources.stop();
      this.#releaseName();
    }
    this.#log.info('controller stopped');
  }

  async #run(signal: AbortSignal, stopNow: AbortSignal): Promise<void> {
    const { maxConcurrentReconciles, reconcileTimeoutMs } = this.#options;
    const giveUp = new AbortController();
    const onStopNow = (): void => {
      giveUp.abort(toError(stopNow.reason));
    };
    const context = {
      queue: this.#queue,
      reconciler: this.#reconciler,
      logFor: this.#logFor,
      metrics: this.#metrics,
      clock: this.#clock,
      reconcileTimeoutMs,
      stopNow: giveUp.signal,
    };
    this.#log.info('starting workers', { workers: maxConcurrentReconciles });
    this.#metrics.workers(maxConcurrentReconciles);
    const workers = Array.from({ length: maxConcurrentReconciles }, () => work(context));
    try {
      await Promise.race([aborted(signal), this.#sources.failed]);
    } finally {
      this.#queue.shutDown();
      this.#log.info('waiting for reconciles in hand');
      if (stopNow.aborted) onStopNow();
      else stopNow.addEventListener('abort', onStopNow, { once: true });
      await Promise.all(workers);
      stopNow.removeEventListener('abort', onStopNow);
    }
  }
}

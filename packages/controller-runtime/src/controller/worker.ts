import type { Clock } from '../internal/clock/clock.ts';
import { toError } from '../internal/errors.ts';
import { isProgrammingError } from '../log/error-fields.ts';
import type { Logger } from '../log/index.ts';
import type { QueueItem, WorkQueue } from '../queue/index.ts';
import { isTerminal, type Reconciler, type Result } from '../reconcile/index.ts';
import type { ControllerMetrics, ReconcileOutcome } from './metrics.ts';

export interface WorkerContext<R> {
  readonly queue: WorkQueue<R>;
  readonly reconciler: Reconciler<R>;
  readonly logFor: (request: R) => Logger;
  readonly metrics: ControllerMetrics;
  readonly clock: Clock;
  readonly reconcileTimeoutMs: number | undefined;
  /** Aborts when reconciles in hand must be given up. */
  readonly stopNow: AbortSignal;
}

/** The reason with which a reconcile's signal aborts when its time is over. */
export class ReconcileTimeoutError extends Error {
  override readonly name = 'ReconcileTimeoutError';
  constructor(timeoutMs: number) {
    super(`the reconcile took longer than ${timeoutMs} ms`);
  }
}

/** Takes requests from the queue, one after the other, until it shuts down. Never rejects. */
export async function work<R>(context: WorkerContext<R>): Promise<void> {
  for (;;) {
    const item = await context.queue.get();
    if (item === undefined) return;
    context.metrics.active(1);
    try {
      await reconcileOne(item, context);
    } finally {
      context.metrics.active(-1);
      context.queue.done(item.request);
    }
  }
}

async function reconcileOne<R>(item: QueueItem<R>, context: WorkerContext<R>): Promise<void> {
  const { reconciler, metrics, clock, logFor } = context;
  const { request } = item;
  const log = logFor(request).with({ reconcileId: crypto.randomUUID() });
  const startedMs = clock.monotonic();
  const attempt = new Attempt(context);
  let outcome: ReconcileOutcome;
  try {
    log.debug('reconciling');
    const result = await reconciler.reconcile(request, { signal: attempt.signal, log });
    outcome = settle(item, checked(result), context);
    log.debug('reconciled', { result: result.kind });
  } catch (thrown) {
    outcome = settleError(item, thrown, log, context);
  } finally {
    attempt.end();
  }
  metrics.reconciled(outcome, (clock.monotonic() - startedMs) / 1000);
}

/** JavaScript, and `as`, can return anything. */
function checked(result: Result | undefined): Result {
  if (result?.kind === 'done') return result;
  if (result?.kind === 'requeueAfter' && result.ms >= 0) return result;
  throw new TypeError(`a reconciler must return done or requeueAfter(ms), not ${JSON.stringify(result)}`);
}

function settle<R>({ request, priority }: QueueItem<R>, result: Result, { queue }: WorkerContext<R>): ReconcileOutcome {
  queue.forget(request);
  if (result.kind === 'done') return 'success';
  queue.add(request, { afterMs: result.ms, priority });
  return 'requeueAfter';
}

/** The one place that decides what a failure means. It is logged here, once. */
function settleError<R>(
  { request, priority }: QueueItem<R>,
  thrown: unknown,
  log: Logger,
  { queue, stopNow }: WorkerContext<R>,
): ReconcileOutcome {
  const error = toError(thrown);
  if (stopNow.aborted) {
    log.warn('reconcile given up: the controller must stop', { reason: error.message });
    return 'error';
  }
  if (isTerminal(error)) {
    queue.forget(request);
    log.error('reconcile failed for good: waiting for a change of the object', error);
    return 'terminalError';
  }
  queue.add(request, { rateLimited: true, priority });
  log.error('reconcile failed', error, { failures: queue.numRequeues(request) });
  return isPanic(thrown) ? 'panic' : 'error';
}

/** What Go would have panicked at. */
const isPanic = (thrown: unknown): boolean => !(thrown instanceof Error) || isProgrammingError(thrown);

type AttemptContext = Pick<WorkerContext<unknown>, 'stopNow' | 'reconcileTimeoutMs' | 'clock' | 'metrics'>;

/** The signal of one reconcile. One each, so that what a library forgets on it goes away with it. */
class Attempt {
  readonly #stop = new AbortController();
  readonly #stopNow: AbortSignal;
  readonly #cancelTimeout: (() => void) | undefined;
  readonly #onStopNow = (): void => {
    this.#stop.abort(this.#stopNow.reason);
  };

  constructor({ stopNow, reconcileTimeoutMs, clock, metrics }: AttemptContext) {
    this.#stopNow = stopNow;
    if (stopNow.aborted) this.#onStopNow();
    else stopNow.addEventListener('abort', this.#onStopNow, { once: true });
    if (reconcileTimeoutMs === undefined) return;
    const onTimeout = (): void => {
      metrics.timedOut();
      this.#stop.abort(new ReconcileTimeoutError(reconcileTimeoutMs));
    };
    this.#cancelTimeout = clock.after(reconcileTimeoutMs, onTimeout);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  end(): void {
    this.#cancelTimeout?.();
    this.#stopNow.removeEventListener('abort', this.#onStopNow);
  }
}

import type { KubernetesObject } from '@kubewright/apimachinery';
import type { GenericEvent, ObjectEvent } from '../event/index.ts';
import { LOW_PRIORITY, type EventHandler } from '../handler/index.ts';
import { assertNever, toError } from '../internal/errors.ts';
import type { Predicate } from '../predicate/index.ts';
import { exponentialBackoff, type Enqueue } from '../queue/index.ts';
import type { SourceContext } from './source.ts';

type AnyEvent<T extends KubernetesObject> = ObjectEvent<T> | GenericEvent<T>;

/** A handler that goes on failing is asked again this often. */
const RETRY = { baseMs: 50, maxMs: 30_000 };

/**
 * Takes events to their handler: predicates first, then the handler with a queue that knows the event's priority. What
 * either throws does no harm to the informer; the event is tried again until it succeeds or the source stops.
 */
export class Dispatcher<T extends KubernetesObject, R> {
  readonly #handler: EventHandler<T, R>;
  readonly #predicates: readonly Predicate<T>[];
  readonly #context: SourceContext<R>;
  /** Handlers that take their time, and retries. */
  readonly #pending = new Set<Promise<void>>();

  constructor(handler: EventHandler<T, R>, predicates: readonly Predicate<T>[], context: SourceContext<R>) {
    this.#handler = handler;
    this.#predicates = predicates;
    this.#context = context;
  }

  /** Never throws, never waits. */
  dispatch(event: AnyEvent<T>): void {
    if (this.#context.signal.aborted) return;
    try {
      const pending = this.#handle(event);
      if (pending !== undefined) this.#track(pending.catch((thrown: unknown) => this.#retry(event, thrown)));
    } catch (thrown) {
      this.#track(this.#retry(event, thrown));
    }
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  #handle(event: AnyEvent<T>): Promise<void> | undefined {
    if (!this.#predicates.every((predicate) => passes(predicate, event))) return undefined;
    const queue = withPriority(this.#context.queue, priorityOf(event));
    return callHandler(this.#handler, event, queue) ?? undefined;
  }

  #track(promise: Promise<void>): void {
    const tracked = promise.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  async #retry(event: AnyEvent<T>, thrown: unknown): Promise<void> {
    const { signal, log, clock } = this.#context;
    let error = toError(thrown);
    for (let failures = 0; ; failures++) {
      const { namespace, name } = event.object.metadata;
      log.error('event handler failed, will be called again', error, { event: event.type, namespace, name });
      const stopped = await clock.delay(exponentialBackoff(failures, RETRY), { signal }).then(
        () => false,
        () => true,
      );
      if (stopped) return;
      try {
        await this.#handle(event);
        return;
      } catch (again) {
        error = toError(again);
      }
    }
  }
}

function passes<T extends KubernetesObject>(predicate: Predicate<T>, event: AnyEvent<T>): boolean {
  switch (event.type) {
    case 'create':
      return predicate.create(event);
    case 'update':
      return predicate.update(event);
    case 'delete':
      return predicate.delete(event);
    case 'generic':
      return predicate.generic(event);
    default:
      return assertNever(event);
  }
}

function callHandler<T extends KubernetesObject, R>(
  handler: EventHandler<T, R>,
  event: AnyEvent<T>,
  queue: Enqueue<R>,
): void | Promise<void> {
  switch (event.type) {
    case 'create':
      return handler.create(event, queue);
    case 'update':
      return handler.update(event, queue);
    case 'delete':
      return handler.delete(event, queue);
    case 'generic':
      return handler.generic(event, queue);
    default:
      return assertNever(event);
  }
}

/** Work that nobody waits for gives way: what was there at the start, and updates that changed nothing. */
function priorityOf(event: AnyEvent<KubernetesObject>): number | undefined {
  if (event.type === 'create') return event.isInInitialList ? LOW_PRIORITY : undefined;
  if (event.type !== 'update') return undefined;
  const { oldObject, object } = event;
  return oldObject.metadata.resourceVersion === object.metadata.resourceVersion ? LOW_PRIORITY : undefined;
}

function withPriority<R>(queue: Enqueue<R>, priority: number | undefined): Enqueue<R> {
  if (priority === undefined) return queue;
  return {
    add: (request, options) => {
      queue.add(request, { priority, ...options });
    },
  };
}

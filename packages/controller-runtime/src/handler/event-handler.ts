import type { KubernetesObject } from '@kubewright/apimachinery';
import type { CreateEvent, DeleteEvent, GenericEvent, UpdateEvent } from '../event/index.ts';
import type { Enqueue } from '../queue/index.ts';
import type { Request } from '../reconcile/index.ts';

/**
 * Turns an event into requests: which objects have to be looked at because of it. What throws, or rejects, is logged
 * and called again with back-off, so that no event is lost.
 *
 * What it adds for objects of the initial list, and for updates that are no news, gets {@link LOW_PRIORITY}, unless it
 * says otherwise. Source: `handler.TypedEventHandler`.
 */
export interface EventHandler<in T extends KubernetesObject, out R = Request> {
  readonly create: HandlerFunc<CreateEvent<T>, R>;
  readonly update: HandlerFunc<UpdateEvent<T>, R>;
  readonly delete: HandlerFunc<DeleteEvent<T>, R>;
  readonly generic: HandlerFunc<GenericEvent<T>, R>;
}

export type HandlerFunc<E, R> = (event: E, queue: Enqueue<R>) => void | Promise<void>;

/** Fresh edits go before what was there when the program started. Source: `handler.LowPriority`. */
export const LOW_PRIORITY = -100;

const nothing = (): void => undefined;

/** A handler from the functions given; events of the other types are ignored. Source: `handler.TypedFuncs`. */
export function handlerFuncs<T extends KubernetesObject, R = Request>(
  given: Partial<EventHandler<T, R>>,
): EventHandler<T, R> {
  return {
    create: given.create ?? nothing,
    update: given.update ?? nothing,
    delete: given.delete ?? nothing,
    generic: given.generic ?? nothing,
  };
}

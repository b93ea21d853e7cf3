import type { KubernetesObject } from '@kubewright/apimachinery';
import type { Enqueue } from '../queue/index.ts';
import type { Request } from '../reconcile/index.ts';
import type { EventHandler } from './event-handler.ts';

/** Which requests an object calls for. May read, preferably from the cache. Source: `handler.TypedMapFunc`. */
export type MapFunc<in T extends KubernetesObject, R = Request> = (object: T) => Iterable<R> | Promise<Iterable<R>>;

/**
 * Adds what `map` names; of an update, for the old object and for the new one, since what was referred to before may
 * have to be looked at too. The queue takes care of duplicates.
 * Source: `handler.EnqueueRequestsFromMapFunc`.
 */
export function enqueueMapped<T extends KubernetesObject, R = Request>(map: MapFunc<T, R>): EventHandler<T, R> {
  const one = ({ object }: { readonly object: T }, queue: Enqueue<R>): Promise<void> => addMapped([object], map, queue);
  return {
    create: one,
    update: ({ oldObject, object }, queue) => addMapped([oldObject, object], map, queue),
    delete: one,
    generic: one,
  };
}

async function addMapped<T extends KubernetesObject, R>(
  objects: readonly T[],
  map: MapFunc<T, R>,
  queue: Enqueue<R>,
): Promise<void> {
  const requests: R[] = [];
  for (const object of objects) for (const request of await map(object)) requests.push(request);
  // In one go, so that the queue merges what is there twice.
  for (const request of requests) queue.add(request);
}

import type { KubernetesObject } from '@kubewright/apimachinery';
import type { Enqueue } from '../queue/index.ts';
import type { Request } from '../reconcile/index.ts';
import type { EventHandler } from './event-handler.ts';

/** Adds the object that the event is about. Source: `handler.EnqueueRequestForObject`. */
export function enqueueForObject(): EventHandler<KubernetesObject> {
  return { create: addObject, update: addObject, delete: addObject, generic: addObject };
}

function addObject({ object }: { readonly object: KubernetesObject }, queue: Enqueue<Request>): void {
  const { namespace = '', name } = object.metadata;
  if (name === undefined) throw new TypeError('an event came without metadata.name');
  queue.add({ namespace, name });
}

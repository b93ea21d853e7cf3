import type { KubernetesObject } from '@kubewright/apimachinery';
import type { CreateEvent, DeleteEvent, GenericEvent, UpdateEvent } from '../event/index.ts';

/**
 * Decides which events reach the handler: all of a source's predicates must say yes. Called on the informer's own turn:
 * must be quick and pure. Source: `predicate.TypedPredicate`.
 */
export interface Predicate<in T extends KubernetesObject> {
  readonly create: (event: CreateEvent<T>) => boolean;
  readonly update: (event: UpdateEvent<T>) => boolean;
  readonly delete: (event: DeleteEvent<T>) => boolean;
  readonly generic: (event: GenericEvent<T>) => boolean;
}

const yes = (): boolean => true;

/** A predicate from the functions given; events of the other types pass. Source: `predicate.TypedFuncs`. */
export function funcs<T extends KubernetesObject>(given: Partial<Predicate<T>>): Predicate<T> {
  return {
    create: given.create ?? yes,
    update: given.update ?? yes,
    delete: given.delete ?? yes,
    generic: given.generic ?? yes,
  };
}

/** Keeps events whose object (of updates: the new one) meets `test`. Source: `predicate.NewTypedPredicateFuncs`. */
export function matching<T extends KubernetesObject>(test: (object: T) => boolean): Predicate<T> {
  const ofObject = (event: { readonly object: T }): boolean => test(event.object);
  return { create: ofObject, update: ofObject, delete: ofObject, generic: ofObject };
}

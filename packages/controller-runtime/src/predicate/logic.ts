import type { KubernetesObject } from '@kubewright/apimachinery';
import type { Predicate } from './predicate.ts';

/** All must say yes. Of none: yes. Source: `predicate.And`. */
export function and<T extends KubernetesObject>(...all: readonly Predicate<T>[]): Predicate<T> {
  return {
    create: (event) => all.every((each) => each.create(event)),
    update: (event) => all.every((each) => each.update(event)),
    delete: (event) => all.every((each) => each.delete(event)),
    generic: (event) => all.every((each) => each.generic(event)),
  };
}

/** One must say yes. Of none: no. Source: `predicate.Or`. */
export function or<T extends KubernetesObject>(...any: readonly Predicate<T>[]): Predicate<T> {
  return {
    create: (event) => any.some((each) => each.create(event)),
    update: (event) => any.some((each) => each.update(event)),
    delete: (event) => any.some((each) => each.delete(event)),
    generic: (event) => any.some((each) => each.generic(event)),
  };
}

/**
 * The opposite, for every type of event: `not(generationChanged())` also drops all creates, updates that changed the
 * generation, and all deletes. Source: `predicate.Not`.
 */
export function not<T extends KubernetesObject>(predicate: Predicate<T>): Predicate<T> {
  return {
    create: (event) => !predicate.create(event),
    update: (event) => !predicate.update(event),
    delete: (event) => !predicate.delete(event),
    generic: (event) => !predicate.generic(event),
  };
}

import type { KubernetesObject, Stored, StoredMeta } from '@kubewright/apimachinery';

/** Applied to each object before it is cached. May change the object it is given and must return an object of the same name. Source: `cache.TransformFunc`. */
export type TransformFunction<T extends KubernetesObject = KubernetesObject> = (object: Stored<T>) => Stored<T>;

/**
 * Leaves `managedFields` out, which are half of an object's size and which hardly anybody reads. The metadata is built anew:
 * deleting the field would leave its memory behind. Source: `cache.TransformStripManagedFields`.
 */
export function stripManagedFields<T extends KubernetesObject>(object: Stored<T>): Stored<T> {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  (object as { metadata: StoredMeta }).metadata = metadata;
  return object;
}

/** Freezes an object and everything in it, so that whoever changes what is shared fails where he does it. For tests: it costs time. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}

import type { KubernetesObject, Stored } from '@kubewright/apimachinery';
import { jsonPatch, type JsonPatchOperation, type Patch } from '../client/index.ts';

/** True when the object carries the finalizer. Source: `controllerutil.ContainsFinalizer`. */
export const hasFinalizer = ({ metadata }: KubernetesObject, finalizer: string): boolean =>
  metadata.finalizers?.includes(finalizer) ?? false;

/**
 * The JSON patch that adds a finalizer behind those that are there; `undefined` when it is there already.
 *
 * It tests uid and resourceVersion, so it applies to this very state of this very object or not at all: the answer is
 * then an `ApiError` `Invalid` (or `Conflict`), and the object has to be read again. Others' finalizers stay.
 * Source: `controllerutil.AddFinalizer`, which changes the object for a later update.
 */
export function addFinalizerPatch(object: Stored<KubernetesObject>, finalizer: string): Patch | undefined {
  if (hasFinalizer(object, finalizer)) return undefined;
  const { finalizers = [] } = object.metadata;
  // The server leaves an empty list out, and nothing can be added behind what is not there.
  const add: JsonPatchOperation =
    finalizers.length === 0
      ? { op: 'add', path: '/metadata/finalizers', value: [finalizer] }
      : { op: 'add', path: '/metadata/finalizers/-', value: finalizer };
  return jsonPatch(...sameObject(object), add);
}

/**
 * The JSON patch that takes a finalizer away; `undefined` when it is not there. Tests as {@link addFinalizerPatch} does,
 * and that the finalizer is where it was. Source: `controllerutil.RemoveFinalizer`.
 */
export function removeFinalizerPatch(object: Stored<KubernetesObject>, finalizer: string): Patch | undefined {
  const { finalizers = [] } = object.metadata;
  const index = finalizers.indexOf(finalizer);
  if (index < 0) return undefined;
  const path = `/metadata/finalizers/${index}`;
  return jsonPatch(...sameObject(object), { op: 'test', path, value: finalizer }, { op: 'remove', path });
}

function sameObject({ metadata }: Stored<KubernetesObject>): readonly JsonPatchOperation[] {
  return [
    { op: 'test', path: '/metadata/uid', value: metadata.uid },
    { op: 'test', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
  ];
}

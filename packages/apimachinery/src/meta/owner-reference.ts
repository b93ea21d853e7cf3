import { parseApiVersion } from './kind.ts';
import { formatObjectKey, objectKeyOf } from './object-key.ts';
import type { KubernetesObject, OwnerReference, Stored } from './object-meta.ts';

/** Another object is the controller already, and there can be only one. Source: `controllerutil.AlreadyOwnedError`. */
export class AlreadyOwnedError extends Error {
  override readonly name = 'AlreadyOwnedError';
  /** The controller that is. */
  readonly owner: OwnerReference;

  constructor(object: KubernetesObject, owner: OwnerReference) {
    const { kind = 'object' } = object;
    super(
      `${kind} ${formatObjectKey(objectKeyOf(object))} is already owned by another controller: ${owner.kind} ${owner.name}`,
    );
    this.owner = owner;
  }
}

export interface OwnerReferenceOptions {
  /** With the owner's foreground deletion: wait until the object is gone. Needs the right to update the owner's finalizers. */
  readonly blockOwnerDeletion?: boolean;
}

/**
 * The object with `owner` as its managing controller: it is deleted with it, and `owns()` finds the owner by it. A reference
 * to the same owner is replaced; others stay. `blockOwnerDeletion` is true unless given.
 *
 * @throws AlreadyOwnedError when another object is the controller; RangeError for an owner that cannot be: one in
 *   another namespace, or a namespaced one of a cluster-scoped object.
 * Source: `controllerutil.SetControllerReference`.
 */
export function setControllerReference<T extends KubernetesObject>(
  owner: Stored<KubernetesObject>,
  object: T,
  { blockOwnerDeletion = true }: OwnerReferenceOptions = {},
): T {
  const controller = controllerOf(object);
  const reference = { ...referenceTo(owner), controller: true, blockOwnerDeletion };
  if (controller !== undefined && !referToSame(controller, reference)) throw new AlreadyOwnedError(object, controller);
  return withReference(owner, object, reference);
}

/** As {@link setControllerReference}, as one owner among others: any number may own an object. Source: `controllerutil.SetOwnerReference`. */
export function setOwnerReference<T extends KubernetesObject>(
  owner: Stored<KubernetesObject>,
  object: T,
  options: OwnerReferenceOptions = {},
): T {
  return withReference(owner, object, { ...referenceTo(owner), ...options });
}

/**
 * The object without its reference to `owner`; the object itself where there is none, which Go makes an error.
 * Source: `controllerutil.RemoveOwnerReference`.
 */
export function removeOwnerReference<T extends KubernetesObject>(owner: Stored<KubernetesObject>, object: T): T {
  if (!hasOwnerReference(owner, object)) return object;
  const reference = referenceTo(owner);
  const { ownerReferences = [], ...metadata } = object.metadata;
  const left = ownerReferences.filter((other) => !referToSame(other, reference));
  return { ...object, metadata: { ...metadata, ...(left.length > 0 && { ownerReferences: left }) } };
}

/** True where `owner` owns the object, as its controller or not. By group, kind and name. Source: `controllerutil.HasOwnerReference`. */
export function hasOwnerReference(owner: Stored<KubernetesObject>, { metadata }: KubernetesObject): boolean {
  const reference = referenceTo(owner);
  return metadata.ownerReferences?.some((other) => referToSame(other, reference)) ?? false;
}

/** The managing controller; `undefined` where there is none. Source: `metav1.GetControllerOf`. */
export const controllerOf = ({ metadata }: KubernetesObject): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true);

/** True where the object's controller is this very object, and not another of the same name. Source: `metav1.IsControlledBy`. */
export const isControlledBy = (owner: Stored<KubernetesObject>, object: KubernetesObject): boolean =>
  controllerOf(object)?.uid === owner.metadata.uid;

function withReference<T extends KubernetesObject>(
  owner: Stored<KubernetesObject>,
  object: T,
  reference: OwnerReference,
): T {
  refuseOtherNamespace(owner, object);
  const { ownerReferences = [] } = object.metadata;
  const before = ownerReferences.findIndex((other) => referToSame(other, reference));
  const references = before < 0 ? [...ownerReferences, reference] : ownerReferences.with(before, reference);
  return { ...object, metadata: { ...object.metadata, ownerReferences: references } };
}

const referenceTo = ({ apiVersion, kind, metadata: { name, uid } }: Stored<KubernetesObject>): OwnerReference => ({
  apiVersion,
  kind,
  name,
  uid,
});

function refuseOtherNamespace(owner: Stored<KubernetesObject>, object: KubernetesObject): void {
  const { namespace: ownerNamespace = '' } = owner.metadata;
  const { namespace = '' } = object.metadata;
  if (ownerNamespace === '' || ownerNamespace === namespace) return;
  throw new RangeError(
    namespace === ''
      ? `a cluster-scoped object cannot be owned by one in a namespace: ${owner.kind} in "${ownerNamespace}"`
      : `an object in namespace "${namespace}" cannot be owned by one in another: ${owner.kind} in "${ownerNamespace}"`,
  );
}

const referToSame = (a: OwnerReference, b: OwnerReference): boolean =>
  a.kind === b.kind && a.name === b.name && groupOf(a) === groupOf(b);

const groupOf = ({ apiVersion }: OwnerReference): string => parseApiVersion(apiVersion).group;

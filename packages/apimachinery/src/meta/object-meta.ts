/** A reference from a dependent object to the object that owns it. Source: `metav1.OwnerReference`. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** True for the one managing controller. */
  readonly controller?: boolean;
  /** With the owner's foreground deletion: wait until this reference is gone. Needs the right to update its finalizers. */
  readonly blockOwnerDeletion?: boolean;
}

/** Which manager owns which fields. Source: `metav1.ManagedFieldsEntry`. */
export interface ManagedFieldsEntry {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
  readonly subresource?: string;
}

/** What every persisted object has. Timestamps are RFC 3339 strings, as on the wire. Source: `metav1.ObjectMeta`. */
export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  /** Opaque except that the values of one object (and, from Kubernetes 1.35 on, of one kind) can be compared: KEP-5504. */
  readonly resourceVersion?: string;
  /** Counts changes of the spec (for kinds with a status subresource). */
  readonly generation?: number;
  readonly creationTimestamp?: string;
  /** Set once deletion was asked for; the object goes when `finalizers` is empty. */
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
  readonly selfLink?: string;
}

/** What a list carries. Source: `metav1.ListMeta`. */
export interface ListMeta {
  readonly resourceVersion?: string;
  /** Not empty: there is another page, which this token asks for. */
  readonly continue?: string;
  /** How many objects the remaining pages hold, where the server knows. */
  readonly remainingItemCount?: number;
  readonly selfLink?: string;
}

/** Any API object. Interfaces that say `extends KubernetesObject` are kinds (Go: `TypeMeta` + `ObjectMeta`). */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
}

/** A list of objects of one kind (Go: `ListMeta` + `Items`). */
export interface KubernetesList<T> {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ListMeta;
  readonly items: readonly T[];
}

/** The metadata of an object that an API server has answered with: what is always set there is not optional here. */
export interface StoredMeta extends ObjectMeta {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly creationTimestamp: string;
}

/** An object as read from an API server or from a cache. */
export type Stored<T extends KubernetesObject> = T & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: StoredMeta;
};

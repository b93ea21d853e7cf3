import type { KubernetesObject, Stored } from '@kubewright/apimachinery';

/** An object came into being, or was there when the watch began. Source: `event.TypedCreateEvent`. */
export interface CreateEvent<T extends KubernetesObject> {
  readonly type: 'create';
  readonly object: Stored<T>;
  /** True for objects that were there when the informer started: such work may wait behind fresh edits. */
  readonly isInInitialList: boolean;
}

/** Source: `event.TypedUpdateEvent`. */
export interface UpdateEvent<T extends KubernetesObject> {
  readonly type: 'update';
  readonly oldObject: Stored<T>;
  readonly object: Stored<T>;
}

/** Source: `event.TypedDeleteEvent`. */
export interface DeleteEvent<T extends KubernetesObject> {
  readonly type: 'delete';
  readonly object: Stored<T>;
  /** True when the deletion itself was missed and `object` is only the last state seen. */
  readonly finalStateUnknown: boolean;
}

/** Something outside the cluster happened (a webhook, a timer, a channel). Source: `event.TypedGenericEvent`. */
export interface GenericEvent<T> {
  readonly type: 'generic';
  readonly object: T;
}

/** What an informer tells its handlers. */
export type ObjectEvent<T extends KubernetesObject> = CreateEvent<T> | UpdateEvent<T> | DeleteEvent<T>;

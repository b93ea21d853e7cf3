import type { KubernetesObject, Stored } from '@kubewright/apimachinery';
import type { ReconcileContext, Reconciler, Request, Result } from './reconcile.ts';
import { done } from './reconcile.ts';

/**
 * A reconciler that is given the object instead of its name, as the cache has it. It never hears of an object that is
 * gone: whoever must do something then uses a finalizer, or a {@link Reconciler}.
 * Source: `reconcile.ObjectReconciler`.
 */
export interface ObjectReconciler<T extends KubernetesObject> {
  reconcile(object: Stored<T>, context: ReconcileContext): Promise<Result>;
}

/** {@link ObjectReconciler.reconcile} alone. */
export type ObjectReconcileFunc<T extends KubernetesObject> = ObjectReconciler<T>['reconcile'];

/** How an object is read; `undefined` when there is none. */
export type ReadObject<T extends KubernetesObject> = (
  request: Request,
  context: ReconcileContext,
) => Promise<Stored<T> | undefined>;

/** Source: `reconcile.AsReconciler`. */
export function asReconciler<T extends KubernetesObject>(
  read: ReadObject<T>,
  given: ObjectReconciler<T> | ObjectReconcileFunc<T>,
): Reconciler {
  const reconciler = typeof given === 'function' ? { reconcile: given } : given;
  return {
    reconcile: async (request, context) => {
      const object = await read(request, context);
      return object === undefined ? done : await reconciler.reconcile(object, context);
    },
  };
}

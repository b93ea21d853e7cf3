/**
 * +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
 */

/** Stands alone. */

export class Reconciler {
  /**
   * Does it.
   * +kubebuilder:rbac:verbs=get,urls=/a
   */
  reconcile(): boolean {
    return this instanceof Reconciler;
  }
}

/**
 * +kubebuilder:rbac:groups=apps,namespace=zoo,resources=deployments,verbs=get;list
 * +kubebuilder:rbac:groups=apps,namespace=park,resources=deployments,verbs=get
 * +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
 */

/** Stands alone. */

export class Reconciler {
  /**
   * Does it.
   * +kubebuilder:rbac:groups=apps,resources=secrets,verbs=get,roleName=special
   * +kubebuilder:rbac:groups=apps,namespace=park,resources=secrets,verbs=get,roleName=extra
   * +kubebuilder:rbac:groups={apps,"batch"},resources={"jobs"},verbs={get}
   */
  reconcile(): boolean {
    return this instanceof Reconciler;
  }
}

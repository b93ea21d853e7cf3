/**
 * +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch
 * +kubebuilder:rbac:groups=apps,resources=deployments,verbs=update;get
 * +kubebuilder:rbac:groups=apps,resources=deployments/status,verbs=get;list;watch;update
 * +kubebuilder:rbac:groups=apps;batch,resources=jobs;cronjobs,verbs=create;delete
 * +kubebuilder:rbac:groups=batch,resources=jobs,verbs=get
 * +kubebuilder:rbac:groups="",resources=pods;services,verbs=get;list
 */

/** Stands alone. */

export class Reconciler {
  /**
   * Does it.
   * +kubebuilder:rbac:groups=core,resources=configmaps,verbs=get;list
   * +kubebuilder:rbac:groups=extensions,resources=deployments,verbs=get;list;watch;update
   * +kubebuilder:rbac:urls=/metrics;/healthz,verbs=get
   * +kubebuilder:rbac:urls=/version,verbs=get
   * +kubebuilder:rbac:groups=art,resources=jobs,resourceNames=b;a,verbs=get;*;list
   * +kubebuilder:rbac:groups=example.com,resources=*,verbs=*
   */
  reconcile(): boolean {
    return this instanceof Reconciler;
  }
}

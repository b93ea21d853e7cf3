package v1

// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
// +kubebuilder:rbac:verbs=get,urls=/a

// Reconcile does it.
func Reconcile() {}

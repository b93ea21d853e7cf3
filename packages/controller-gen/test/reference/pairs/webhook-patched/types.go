package v1

// +kubebuilder:webhook:path=/v,mutating=false,failurePolicy=fail,sideEffects=None,timeoutSeconds=3,groups=a,resources=b,verbs=create,versions=v1,name=v.a.io,admissionReviewVersions=v1,patch=`{"namespaceSelector":{"matchLabels":{"env":"prod"},"matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]}]},"timeoutSeconds":null}`
// +kubebuilder:webhook:path=/m,mutating=true,failurePolicy=fail,sideEffects=None,groups=a,resources=b,verbs=create,versions=v1,name=m.a.io,admissionReviewVersions=v1,patch=`{"matchConditions":[{"name":"x","expression":"true"}],"timeoutSeconds":25,"clientConfig":{"service":{"port":9443}}}`

// Validate does it.
func Validate() {}

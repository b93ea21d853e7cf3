/**
 * The first block.
 */

/**
 * Does it.
 * +kubebuilder:webhookconfiguration:mutating=true,name=my-mutating
 * +kubebuilder:webhookconfiguration:mutating=false,name=my-validating
 * +kubebuilder:webhook:path=/m,mutating=true,failurePolicy=fail,sideEffects=None,groups=a,resources=b,verbs=create,versions=v1,name=m.a.io,admissionReviewVersions=v1,reinvocationPolicy=Never
 * +kubebuilder:webhook:path=/v,mutating=false,failurePolicy=fail,sideEffects=None,groups=a,resources=b,verbs=create,versions=v1,name=v.a.io,admissionReviewVersions=v1
 */
export function validate(): undefined {
  return undefined;
}

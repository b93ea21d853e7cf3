/**
 * The first block.
 */

/**
 * Does it.
 * +kubebuilder:webhook:path=/validate-a-v1-b,mutating=false,failurePolicy=fail,sideEffects=None,groups=a.example.com,resources=bs,verbs=create;update,versions=v1,name=vb.kb.io,admissionReviewVersions=v1
 * +kubebuilder:webhook:path=/mutate-a-v1-b,mutating=true,failurePolicy=Ignore,matchPolicy=exact,sideEffects=noneondryrun,timeoutSeconds=5,groups=core;apps,resources="*",verbs=CREATE;delete;connect;*,versions=v1;v1beta1,name=mb.kb.io,admissionReviewVersions=v1;v1beta1,reinvocationPolicy=ifneeded,serviceName=svc,serviceNamespace=ns,servicePort=8443
 * +kubebuilder:webhook:mutating=true,url="https://example.com:443/x",failurePolicy=fail,sideEffects=None,groups="",resources=pods,verbs=create,versions=v1,name=ab.kb.io,admissionReviewVersions={v1},webhookVersions=v1,matchPolicy=Equivalent
 */
export function validate(): undefined {
  return undefined;
}

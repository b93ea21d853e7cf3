/**
 * +groupName=print-only.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

/**
 * +kubebuilder:printcolumn:name="A",type="string",JSONPath=".spec.a",priority=0
 */
export interface PrintOnly extends KubernetesObject {
  readonly spec?: PrintOnlySpec;
}

export interface PrintOnlySpec {
  readonly a: string;
}

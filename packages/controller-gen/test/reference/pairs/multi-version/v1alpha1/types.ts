/**
 * +groupName=multi-version.example.com
 * +versionName=v1alpha1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

/**
 * +kubebuilder:deprecatedversion
 */
export interface MultiVersion extends KubernetesObject {
  readonly spec?: MultiVersionSpec;
}

export interface MultiVersionSpec {
  readonly dim: string;
}

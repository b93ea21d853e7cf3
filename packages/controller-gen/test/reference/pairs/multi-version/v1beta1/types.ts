/**
 * +groupName=multi-version.example.com
 * +versionName=v1beta1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

/**
 * +kubebuilder:unservedversion
 * +kubebuilder:deprecatedversion:warning="use v1, please"
 */
export interface MultiVersion extends KubernetesObject {
  readonly spec?: MultiVersionSpec;
}

export interface MultiVersionSpec {
  readonly size: string;
}

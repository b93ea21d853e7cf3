/**
 * +groupName=multi-version.example.com
 * +versionName=internal
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

/**
 * +kubebuilder:skipversion
 */
export interface MultiVersion extends KubernetesObject {
  readonly spec?: MultiVersionSpec;
}

export interface MultiVersionSpec {
  readonly x: string;
}

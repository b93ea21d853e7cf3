/**
 * +groupName=multi-version.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

/**
 * +kubebuilder:storageversion
 * +kubebuilder:resource:shortName=mv
 */
export interface MultiVersion extends KubernetesObject {
  readonly spec?: MultiVersionSpec;
}

export interface MultiVersionSpec {
  readonly size: int32;
}

/**
 * +groupName=nested-defaults.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface NestedDefaults extends KubernetesObject {
  readonly spec?: NestedDefaultsSpec;
}

export interface Inner {
  /** +kubebuilder:default=x */
  readonly name?: string;
  /** +kubebuilder:default={} */
  readonly deep?: Deep;
}

export interface Deep {
  /** +kubebuilder:default=7 */
  readonly size?: int32;
}

export interface NestedDefaultsSpec {
  /** +kubebuilder:default={} */
  readonly inner: Inner;
  /** +kubebuilder:default={{}} */
  readonly list: Inner[];
}

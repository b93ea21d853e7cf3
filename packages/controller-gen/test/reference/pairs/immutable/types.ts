/**
 * +groupName=immutable.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Immutable extends KubernetesObject {
  readonly spec?: ImmutableSpec;
}

export interface ImmutableSpec {
  /**
   * +k8s:immutable
   * +required
   */
  readonly kept: string;
  /**
   * +k8s:immutable
   * +optional
   */
  readonly once?: string;
  /** +k8s:immutable */
  readonly inner?: Inner;
}

/** +kubebuilder:validation:XValidation:rule="self.value != 'x'" */
export interface Inner {
  /** +k8s:immutable */
  readonly value?: string;
  /** +k8s:immutable */
  readonly other?: int32;
}

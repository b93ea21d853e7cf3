/**
 * +groupName=numbers.example.com
 * +versionName=v1
 */
import type { int, int32, int64, KubernetesObject } from '@kubewright/apimachinery';

export interface Numbers extends KubernetesObject {
  readonly spec?: NumbersSpec;
}

export interface NumbersSpec {
  /**
   * +kubebuilder:validation:Minimum=0
   * +kubebuilder:validation:Maximum=100
   * +kubebuilder:validation:ExclusiveMinimum=true
   * +kubebuilder:validation:ExclusiveMaximum=false
   */
  readonly percent: int32;
  /**
   * +kubebuilder:validation:Minimum=-9007199254740993
   * +kubebuilder:validation:MultipleOf=5
   */
  readonly count: int64;
  /**
   * +k8s:minimum=1 # at least one
   * +k8s:maximum=65535#ports
   */
  readonly port: int;
  /**
   * +kubebuilder:validation:items:Minimum=1
   * +kubebuilder:validation:items:Maximum=10
   * +kubebuilder:validation:items:MultipleOf=2
   * +kubebuilder:validation:items:ExclusiveMaximum=true
   * +kubebuilder:validation:items:ExclusiveMinimum=true
   */
  readonly each: readonly int32[];
}

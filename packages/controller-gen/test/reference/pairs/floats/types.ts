/**
 * +groupName=floats.example.com
 * +versionName=v1
 */
import type { float32, float64, KubernetesObject } from '@kubewright/apimachinery';

export interface Floats extends KubernetesObject {
  readonly spec?: FloatsSpec;
}

export interface FloatsSpec {
  /**
   * +kubebuilder:validation:Minimum=0.5
   * +kubebuilder:validation:Maximum=1234567.25
   * +kubebuilder:validation:MultipleOf=0.25
   */
  readonly single: float32;
  /**
   * +kubebuilder:validation:Maximum=1e21
   * +kubebuilder:validation:Minimum=-1e-7
   */
  readonly double: float64;
  /** +kubebuilder:default=0.5 */
  readonly half?: float64;
}

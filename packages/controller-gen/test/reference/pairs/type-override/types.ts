/**
 * +groupName=type-override.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface TypeOverride extends KubernetesObject {
  readonly spec?: TypeOverrideSpec;
}

export interface TypeOverrideSpec {
  /** +kubebuilder:validation:Type=string */
  readonly text: string;
  /**
   * +kubebuilder:validation:Type=number
   * +kubebuilder:validation:Format=double
   * +kubebuilder:validation:Minimum=0.5
   */
  readonly number: int32;
  /**
   * +kubebuilder:validation:items:Type=integer
   * +kubebuilder:validation:items:Format=int64
   */
  readonly each: string[];
  /**
   * +kubebuilder:validation:Type=""
   * +kubebuilder:validation:XIntOrString
   */
  readonly port: string;
  /** +kubebuilder:validation:items:XIntOrString */
  readonly ports: string[];
}

/**
 * +groupName=strings.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface Strings extends KubernetesObject {
  readonly spec?: StringsSpec;
}

export interface StringsSpec {
  /**
   * +kubebuilder:validation:MinLength=1
   * +kubebuilder:validation:MaxLength=63
   * +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
   */
  readonly name: string;
  /** +kubebuilder:validation:Pattern="^(\\d+|\"x\")$" */
  readonly quoted: string;
  /** +kubebuilder:validation:Pattern=^[a-z]+$ */
  readonly bare: string;
  /** +kubebuilder:validation:Format=date-time */
  readonly when: string;
  /**
   * +kubebuilder:validation:items:MinLength=1
   * +kubebuilder:validation:items:MaxLength=5
   * +kubebuilder:validation:items:Pattern=`^a: b$`
   * +kubebuilder:validation:items:Format=ipv4
   */
  readonly each: string[];
}

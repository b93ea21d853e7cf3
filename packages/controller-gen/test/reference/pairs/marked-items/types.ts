/**
 * +groupName=marked-items.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface MarkedItems extends KubernetesObject {
  readonly spec?: MarkedItemsSpec;
}

/**
 * Names has markers for its items.
 * +kubebuilder:validation:items:MaxLength=9
 * +kubebuilder:validation:items:Pattern=`^[a-z]+$`
 */
export type Names = readonly string[];

export interface MarkedItemsSpec {
  /**
   * +kubebuilder:validation:items:Enum=a;b
   * +kubebuilder:validation:MinItems=1
   */
  readonly letters: readonly string[];
  /**
   * +kubebuilder:validation:items:XValidation:rule="self.size() < 3",message="short"
   * +kubebuilder:validation:MaxItems=3
   * +kubebuilder:validation:items:MaxLength=10
   */
  readonly short: readonly string[];
  readonly names: Names;
  /**
   * +kubebuilder:validation:items:Minimum=1
   */
  readonly ports: readonly int32[];
  readonly table: readonly (readonly Readonly<Record<string, readonly string[]>>[])[];
}

/**
 * +groupName=alias-chains.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface AliasChains extends KubernetesObject {
  readonly spec?: AliasChainsSpec;
}

/**
 * Base is the first.
 * +kubebuilder:validation:MaxLength=100
 * +kubebuilder:validation:Pattern=`^a`
 */
export type Base = string;

/**
 * Derived is the second.
 * +kubebuilder:validation:MinLength=1
 * +kubebuilder:validation:Pattern=`z$`
 */
export type Derived = Base;

export type Undocumented = Derived;

/**
 * Count of things.
 * +kubebuilder:validation:Minimum=0
 */
export type Count = int32;

export interface AliasChainsSpec {
  readonly base: Base;
  /**
   * A field's own text.
   * +kubebuilder:validation:MaxLength=50
   */
  readonly derived: Derived;
  readonly undocumented: Undocumented;
  /** +kubebuilder:validation:Maximum=9 */
  readonly count: Count;
  /** +kubebuilder:validation:Minimum=0 */
  readonly same: Count;
  readonly many: Derived[];
  readonly byName: Record<string, Base>;
  /**
   * +kubebuilder:validation:XValidation:rule="self != 'x'"
   * +kubebuilder:validation:Format=hostname
   * +kubebuilder:default="abc"
   */
  readonly ruled: Base;
}

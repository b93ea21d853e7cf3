/**
 * +groupName=numeric-enum.example.com
 * +versionName=v1
 */
import type { int, int32, int64, KubernetesObject } from '@kubewright/apimachinery';

export interface NumericEnum extends KubernetesObject {
  readonly spec?: NumericEnumSpec;
}

/**
 * Level of it.
 * +kubebuilder:validation:Enum=1;2;5
 */
export type Level = int32;

/**
 * +kubebuilder:validation:Maximum=9
 * +kubebuilder:validation:Minimum=1
 */
export type Digit = int;

export interface NumericEnumSpec {
  readonly level: Level;
  /**
   * +kubebuilder:default=3
   */
  readonly digit?: Digit;
  /**
   * +kubebuilder:validation:Enum=7;8
   */
  readonly some?: int64;
  readonly digits: readonly Digit[];
  readonly byName: Readonly<Record<string, Level>>;
}

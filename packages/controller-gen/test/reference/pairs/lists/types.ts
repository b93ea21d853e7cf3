/* eslint-disable @typescript-eslint/array-type -- the forms are compared */
/**
 * +groupName=lists.example.com
 * +versionName=v1
 */
import type { bytes, int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Lists extends KubernetesObject {
  readonly spec?: ListsSpec;
}

/**
 * Tags are a named list.
 * +kubebuilder:validation:MaxItems=5
 * +listType=set
 */
export type Tags = string[];

export interface ListsSpec {
  /**
   * +kubebuilder:validation:MinItems=1
   * +kubebuilder:validation:MaxItems=10
   */
  readonly plain: string[];
  /** +k8s:maxItems=7 # seven */
  readonly aliased: ReadonlyArray<string>;
  readonly nested: string[][];
  /**
   * +kubebuilder:validation:items:MaxItems=3
   * +kubebuilder:validation:items:MinItems=1
   * +kubebuilder:validation:items:UniqueItems=false
   */
  readonly matrix: readonly (readonly int32[])[];
  /**
   * Tags of it.
   * +kubebuilder:validation:MinItems=2
   */
  readonly tags: Tags;
  readonly maps: Array<Record<string, string>>;
  readonly bits: bytes[];
}

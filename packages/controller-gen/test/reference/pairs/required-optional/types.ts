/**
 * +groupName=required-optional.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface RequiredOptional extends KubernetesObject {
  readonly spec?: RequiredOptionalSpec;
}

export interface RequiredOptionalSpec {
  readonly plain: string;
  readonly omitEmpty?: string;
  readonly omitZero?: Nothing | undefined;
  /** +optional */
  readonly optional: string;
  /** +required */
  readonly required?: string;
  /** +kubebuilder:validation:Optional */
  readonly oldOptional: string;
  /** +kubebuilder:validation:Required */
  readonly oldRequired?: string;
  /**
   * +kubebuilder:validation:Required
   * +optional
   */
  readonly both?: string;
  /** +k8s:optional */
  readonly newOptional: string;
  /** +k8s:required */
  readonly newRequired?: string;
  /** +k8s:required */
  readonly list: string[];
  /** +k8s:required */
  readonly map: Record<string, string>;
  /** +k8s:required */
  readonly struct: Nothing;
  /**
   * +k8s:required
   * +kubebuilder:validation:MinLength=3
   */
  readonly long: string;
  /** +k8s:required */
  readonly number: int32;
  readonly nullable?: string | null;
  readonly nullableRequired: null | Nothing;
}

export interface Nothing {
  readonly value?: string;
}

/**
 * +groupName=package-optional.example.com
 * +versionName=v1
 * +kubebuilder:validation:Optional
 */
import type { KubernetesObject } from '@kubewright/apimachinery';
import type { Other } from './other.ts';

export interface PackageOptional extends KubernetesObject {
  readonly spec?: PackageOptionalSpec;
}

export interface PackageOptionalSpec {
  readonly plain: string;
  /** +required */
  readonly required: string;
  readonly inner: Inner;
  readonly other: Other;
}

export interface Inner {
  readonly value: string;
  /** +kubebuilder:validation:Required */
  readonly required: string;
}

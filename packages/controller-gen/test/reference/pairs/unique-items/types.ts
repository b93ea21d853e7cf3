/**
 * +groupName=unique-items.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface UniqueItems extends KubernetesObject {
  readonly spec?: UniqueItemsSpec;
}

export interface UniqueItemsSpec {
  /** +kubebuilder:validation:UniqueItems=true */
  readonly a: string[];
}

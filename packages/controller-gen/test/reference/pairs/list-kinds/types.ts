/**
 * +groupName=list-kinds.example.com
 * +versionName=v1
 */
import type { KubernetesList, KubernetesObject } from '@kubewright/apimachinery';

/**
 * +kubebuilder:object:root=true
 * +kubebuilder:subresource:status
 */
export interface ListKinds extends KubernetesObject {
  readonly spec?: ListKindsSpec;
}

export interface ListKindsSpec {
  readonly a: string;
}

/**
 * ListKindsList is a list.
 * +kubebuilder:object:root=true
 */
export interface ListKindsList extends KubernetesList<ListKinds> {
  readonly extra?: string;
}

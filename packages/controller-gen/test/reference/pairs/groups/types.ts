/**
 * +groupName=groups.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface Groups extends KubernetesObject {
  readonly spec?: GroupsSpec;
}

/**
 * +kubebuilder:validation:ExactlyOneOf=http;https
 * +kubebuilder:validation:AtMostOneOf=alpha;beta
 * +kubebuilder:validation:AtLeastOneOf=gamma;delta;alpha
 * +kubebuilder:validation:XValidation:rule="true"
 */
export interface GroupsSpec {
  /** +optional */
  readonly http?: string;
  readonly https?: string;
  readonly alpha?: string;
  readonly beta?: string;
  readonly gamma?: string;
  readonly delta?: Choice;
}

/**
 * +kubebuilder:validation:AtMostOneOf=one;two
 * +kubebuilder:validation:AtMostOneOf=three;four
 */
export interface Choice {
  readonly one?: string;
  readonly two?: string;
  readonly three?: string;
  readonly four?: string;
}

/**
 * +groupName=skipped-fields.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface SkippedFields extends KubernetesObject {
  readonly spec?: SkippedFieldsSpec;
}

export interface SkippedFieldsSpec {
  readonly kept: string;
  /** +kubebuilder:skip */
  readonly skipped: number;
  readonly '-': string;
  readonly 'odd-name.with/signs': string;
}

/**
 * +groupName=pruning.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

export interface Pruning extends KubernetesObject {
  readonly spec?: PruningSpec;
}

/** +kubebuilder:pruning:PreserveUnknownFields */
export interface Loose {
  readonly a?: string;
}

export interface PruningSpec {
  /** +kubebuilder:pruning:PreserveUnknownFields */
  readonly config: Record<string, string>;
  readonly loose: Loose;
  /** +kubebuilder:validation:XPreserveUnknownFields */
  readonly old: Record<string, string>;
  /**
   * +kubebuilder:validation:Schemaless
   * +kubebuilder:pruning:PreserveUnknownFields
   */
  readonly free: Record<string, unknown>;
  /**
   * +kubebuilder:validation:Schemaless
   * +kubebuilder:validation:Type=object
   * Text of it.
   */
  readonly typed: object;
  /** +kubebuilder:validation:XEmbeddedResource */
  readonly embedded: Loose;
  /**
   * +kubebuilder:validation:items:XEmbeddedResource
   * +kubebuilder:validation:items:XPreserveUnknownFields
   */
  readonly several: Loose[];
}

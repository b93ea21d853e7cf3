/**
 * +groupName=backup-like.example.com
 * +versionName=v1
 */
import type { Duration, KubernetesObject, LabelSelector } from '@kubewright/apimachinery';

export interface BackupLike extends KubernetesObject {
  readonly spec?: BackupLikeSpec;
}

/**
 * BackupLikeSpec is a copy.
 */
export interface BackupLikeSpec {
  /**
   * +optional
   * +nullable
   */
  readonly includedNamespaces?: readonly string[];
  /**
   * +optional
   * +nullable
   */
  readonly labelSelector?: LabelSelector;
  /**
   * +optional
   */
  readonly ttl?: Duration;
  readonly hooks?: Hooks;
  /**
   * +optional
   * +nullable
   */
  readonly orLabelSelectors?: readonly LabelSelector[];
  readonly metadata?: Metadata;
}

export interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Hooks {
  /**
   * +optional
   * +nullable
   */
  readonly resources?: readonly Hook[];
}

export interface Hook {
  readonly name: string;
  /**
   * +kubebuilder:validation:MinItems=1
   */
  readonly command: readonly string[];
  /**
   * +optional
   */
  readonly onError?: Mode;
}

/**
 * Mode is what an error means.
 * +kubebuilder:validation:Enum=Continue;Fail
 */
export type Mode = string;

/**
 * +groupName=serverless-like.example.com
 * +versionName=v1
 */
import type { int64, KubernetesObject, ObjectMeta } from '@kubewright/apimachinery';
import type { Container } from '@kubewright/apimachinery/core/v1';

export interface ServerlessLike extends KubernetesObject {
  readonly spec?: ServerlessLikeSpec;
}

/**
 * ServerlessLikeSpec is a program that scales to nothing.
 */
export interface ServerlessLikeSpec {
  /**
   * +kubebuilder:pruning:PreserveUnknownFields
   */
  readonly template: Template;
  /**
   * +listType=map
   * +listMapKey=revisionName
   */
  readonly traffic?: readonly Target[];
}

export interface Template {
  /**
   * +optional
   */
  readonly metadata?: ObjectMeta;
  readonly spec?: RevisionSpec;
}

export interface RevisionSpec {
  /**
   * +kubebuilder:validation:Minimum=0
   */
  readonly containerConcurrency?: int64;
  readonly timeoutSeconds?: int64;
  readonly containers: readonly Container[];
}

export interface Target {
  /**
   * +kubebuilder:default=""
   */
  readonly revisionName: string;
  /**
   * +nullable
   * +kubebuilder:validation:Minimum=0
   * +kubebuilder:validation:Maximum=100
   */
  readonly percent?: int64;
  readonly tag?: string;
  readonly latestRevision?: boolean;
}

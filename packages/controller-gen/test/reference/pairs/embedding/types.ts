/**
 * +groupName=embedding.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Embedding extends KubernetesObject {
  readonly spec?: EmbeddingSpec;
}

/**
 * Common is shared.
 * +kubebuilder:validation:XValidation:rule="self.name != 'no'"
 */
export interface Common {
  /** Name of it. */
  readonly name: string;
  /**
   * +optional
   * +kubebuilder:validation:MaxLength=10
   */
  readonly note: string;
}

/**
 * More is shared too.
 * +structType=atomic
 */
export interface More extends Common {
  readonly size?: int32;
}

/** Mixin stands beside. */
export interface Mixin {
  readonly flag: boolean;
}

/**
 * EmbeddingSpec takes over three.
 * +kubebuilder:validation:XValidation:rule="self.flag"
 */
export interface EmbeddingSpec extends More, Mixin {
  /** +kubebuilder:validation:MinLength=2 */
  readonly own: string;
  readonly literal: Literal;
}

/** Literal is made by an intersection. */
export type Literal = Mixin & {
  readonly extra?: string;
};

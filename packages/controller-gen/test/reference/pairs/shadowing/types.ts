/**
 * +groupName=shadowing.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Shadowing extends KubernetesObject {
  readonly spec?: ShadowingSpec;
}

export interface Base {
  /**
   * Text of the base.
   * +kubebuilder:validation:MaxLength=10
   */
  readonly name: string;
  readonly kept: int32;
}

export interface ShadowingSpec extends Base {
  /**
   * Text of its own.
   * +kubebuilder:validation:MinLength=1
   */
  readonly name: string;
  readonly other: OtherBase;
}

export interface OtherBase extends Base {
  /** +kubebuilder:validation:MaxLength=5 */
  readonly name: 'a' | 'b';
}

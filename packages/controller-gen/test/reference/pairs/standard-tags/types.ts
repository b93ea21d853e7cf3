/**
 * +groupName=standard-tags.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface StandardTags extends KubernetesObject {
  readonly spec?: StandardTagsSpec;
}

export interface StandardTagsSpec {
  /**
   * Age of it.
   * @minimum 0
   * @maximum 150
   * @default 18
   */
  readonly age?: int32;
  /**
   * Name of it.
   * +kubebuilder:validation:MaxLength=63
   * @minLength 1
   * @maxLength 63
   * @pattern ^[a-z]+$
   * @defaultValue `ann`
   * @example "bob"
   */
  readonly name?: string;
  /**
   * @minItems 1
   * @maxItems 3
   * @default ["a"]
   * @remarks Is not part of the description.
   */
  readonly list?: string[];
  /** @format date */
  readonly day: string;
  /**
   * @multipleOf 5
   * @example
   * a text for people
   */
  readonly five: int32;
}

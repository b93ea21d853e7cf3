/**
 * +groupName=utility-types.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface UtilityTypes extends KubernetesObject {
  readonly spec?: UtilityTypesSpec;
}

export interface Full {
  /** A of it. */
  readonly a: string;
  readonly b: int32;
  /** +kubebuilder:validation:MaxLength=3 */
  readonly c?: string;
}

/**
 * Documented is picked.
 * +structType=atomic
 */
export type Documented = Pick<Full, 'b'>;

export interface UtilityTypesSpec {
  readonly full: Full;
  readonly picked: Pick<Full, 'a' | 'c'>;
  readonly omitted: Omit<Full, 'a' | 'c'>;
  readonly partial: Partial<Full>;
  readonly required: Required<Full>;
  readonly documented: Documented;
  readonly frozen: Readonly<Full>;
}

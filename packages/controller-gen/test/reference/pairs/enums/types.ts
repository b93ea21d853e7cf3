/**
 * +groupName=enums.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

export interface Enums extends KubernetesObject {
  readonly spec?: EnumsSpec;
}

/** Color of it. */
export type Color = 'red' | 'green' | 'dark blue';

/** +k8s:enum */
export type Phase = 'Running' | 'Pending' | 'Done';

export interface EnumsSpec {
  readonly color: Color;
  /** The other color. */
  readonly other?: Color;
  readonly phase: Phase;
  readonly phases: readonly Phase[];
  readonly place: 'a' | 'b';
  /** +kubebuilder:validation:Enum=1;2;3 */
  readonly level: int32;
  /** +kubebuilder:validation:items:Enum=x;y */
  readonly each: string[];
  readonly odd: '' | 'yes' | '1';
  /** +kubebuilder:validation:Enum=red */
  readonly red: Color;
}

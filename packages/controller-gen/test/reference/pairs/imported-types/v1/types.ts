/**
 * +groupName=imported-types.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';
import type * as parts from '../shared/index.ts';
import type { Shared } from '../shared/index.ts';

export interface ImportedTypes extends KubernetesObject {
  readonly spec?: ImportedTypesSpec;
}

export interface ImportedTypesSpec {
  readonly shared: Shared;
  /** Its own text. */
  readonly size?: parts.Size;
  readonly all: readonly parts.Shared[];
  readonly inherited: Inherited;
}

export interface Inherited extends parts.Shared {
  readonly own: string;
}

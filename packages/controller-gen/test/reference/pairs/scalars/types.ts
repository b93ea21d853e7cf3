/**
 * +groupName=scalars.example.com
 * +versionName=v1
 */
import type { bytes, int, int32, int64, KubernetesObject } from '@kubewright/apimachinery';

export interface Scalars extends KubernetesObject {
  readonly spec?: ScalarsSpec;
}

export interface ScalarsSpec {
  readonly text: string;
  readonly flag: boolean;
  readonly whole: int;
  readonly small: int32;
  readonly large: int64;
  readonly binary: bytes;
}

/**
 * +groupName=plain-kind.example.com
 * +versionName=v1
 */
import type { bytes, int32, KubernetesObject } from '@kubewright/apimachinery';

/**
 * PlainKind has a value and nothing else.
 * +kubebuilder:resource:scope=Cluster
 */
export interface PlainKind extends KubernetesObject {
  /** Value of it. */
  readonly value: int32;
  readonly data?: Readonly<Record<string, bytes>>;
}

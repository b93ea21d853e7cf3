/**
 * +groupName=status-condition.example.com
 * +versionName=v1
 */
import type { Condition, int64, KubernetesObject, MicroTime, OwnerReference } from '@kubewright/apimachinery';

export interface StatusCondition extends KubernetesObject {
  readonly spec?: StatusConditionSpec;
}

export interface StatusConditionSpec {
  /**
   * +kubebuilder:default:={"observedGeneration":-1}
   */
  readonly status?: Status;
}

/**
 * Status says how it is.
 */
export interface Status {
  /**
   * +patchMergeKey=type
   * +patchStrategy=merge
   * +listType=map
   * +listMapKey=type
   * +optional
   */
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: int64;
  readonly lastSeen?: MicroTime;
  readonly owner?: OwnerReference;
}

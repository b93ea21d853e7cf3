/**
 * +groupName=core-pod.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';
import type {
  EnvVar,
  PodTemplateSpec,
  PullPolicy,
  ResourceList,
  ResourceRequirements,
  Volume,
} from '@kubewright/apimachinery/core/v1';

export interface CorePod extends KubernetesObject {
  readonly spec?: CorePodSpec;
}

export interface CorePodSpec {
  readonly template: PodTemplateSpec;
  /**
   * Resources it may use.
   * +optional
   */
  readonly resources?: ResourceRequirements;
  readonly env?: readonly EnvVar[];
  /**
   * +listType=map
   * +listMapKey=name
   */
  readonly volumes?: readonly Volume[];
  /**
   * +kubebuilder:default="IfNotPresent"
   * +kubebuilder:validation:Enum=Always;Never;IfNotPresent
   */
  readonly pull?: PullPolicy;
  readonly limits?: ResourceList;
}

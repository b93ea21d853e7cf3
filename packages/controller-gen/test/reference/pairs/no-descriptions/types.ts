/**
 * +groupName=no-descriptions.example.com
 * +versionName=v1
 */
import type { Condition, KubernetesObject } from '@kubewright/apimachinery';

export interface NoDescriptions extends KubernetesObject {
  readonly spec?: NoDescriptionsSpec;
}

/** NoDescriptionsSpec is described. */
export interface NoDescriptionsSpec {
  /** This too. */
  readonly a: Condition;
}

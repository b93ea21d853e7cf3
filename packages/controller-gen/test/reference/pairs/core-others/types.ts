/**
 * +groupName=core-others.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';
import type {
  Affinity,
  ConfigMapKeySelector,
  CronJobSpec,
  DeploymentSpec,
  EnvFromSource,
  HostAlias,
  IngressSpec,
  JobTemplateSpec,
  LocalObjectReference,
  NetworkPolicySpec,
  NodeSelector,
  ObjectReference,
  PersistentVolumeClaimSpec,
  PersistentVolumeClaimTemplate,
  PodDNSConfig,
  PolicyRule,
  SecretKeySelector,
  SecretReference,
  ServiceSpec,
  StatefulSetSpec,
  Toleration,
  TopologySpreadConstraint,
  TypedLocalObjectReference,
  TypedObjectReference,
  VolumeResourceRequirements,
} from '@kubewright/apimachinery/core';

export interface CoreOthers extends KubernetesObject {
  readonly spec?: CoreOthersSpec;
}

export interface CoreOthersSpec {
  readonly job: JobTemplateSpec;
  readonly cron: CronJobSpec;
  readonly deployment: DeploymentSpec;
  readonly statefulSet: StatefulSetSpec;
  readonly ingress: IngressSpec;
  readonly networkPolicy: NetworkPolicySpec;
  readonly rules: readonly PolicyRule[];
  readonly service: ServiceSpec;
  readonly claim: PersistentVolumeClaimSpec;
  readonly claimTemplate: PersistentVolumeClaimTemplate;
  readonly ref: LocalObjectReference;
  readonly object: ObjectReference;
  readonly typed: TypedLocalObjectReference;
  readonly typedObject: TypedObjectReference;
  readonly secret: SecretReference;
  readonly key: SecretKeySelector;
  readonly configKey: ConfigMapKeySelector;
  readonly from: readonly EnvFromSource[];
  readonly tolerations: readonly Toleration[];
  readonly affinity: Affinity;
  readonly nodes: NodeSelector;
  readonly dns: PodDNSConfig;
  readonly hosts: readonly HostAlias[];
  readonly storage: VolumeResourceRequirements;
  readonly spread: readonly TopologySpreadConstraint[];
}

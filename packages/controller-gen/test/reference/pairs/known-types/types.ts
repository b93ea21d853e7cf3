/**
 * +groupName=known-types.example.com
 * +versionName=v1
 */
import type {
  Condition,
  Duration,
  GroupVersionKind,
  IntOrString,
  JSONValue,
  KubernetesObject,
  LabelSelector,
  ListMeta,
  ManagedFieldsEntry,
  MicroTime,
  ObjectMeta,
  OwnerReference,
  Quantity,
  RawExtension,
  Time,
} from '@kubewright/apimachinery';

export interface KnownTypes extends KubernetesObject {
  readonly spec?: KnownTypesSpec;
}

export interface KnownTypesSpec {
  readonly time: Time;
  readonly micro: MicroTime;
  readonly duration: Duration;
  readonly amount: Quantity;
  readonly port: IntOrString;
  readonly extension: RawExtension;
  readonly any: JSONValue;
  readonly selector: LabelSelector;
  readonly condition: Condition;
  readonly owner: OwnerReference;
  readonly kind: GroupVersionKind;
  readonly meta: ObjectMeta;
  readonly listMeta: ListMeta;
  readonly managed: readonly ManagedFieldsEntry[];
}

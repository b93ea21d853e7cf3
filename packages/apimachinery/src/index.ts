/** What every object has. */
export type {
  KubernetesList,
  KubernetesObject,
  ListMeta,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
  Stored,
  StoredMeta,
} from './meta/object-meta.ts';
/** Kinds, at run time. */
export {
  apiVersionOf,
  type GroupVersionKind,
  type Kind,
  type KindRegistry,
  type ObjectOf,
  type Scope,
} from './meta/kind.ts';
/** Status conditions. */
export type { Condition } from './meta/condition.ts';
/** Scalars that a Kubernetes API has and TypeScript has no word for. */
export type {
  bytes,
  Duration,
  float32,
  float64,
  int,
  int32,
  int64,
  IntOrString,
  JSONValue,
  MicroTime,
  Quantity,
  RawExtension,
  Time,
} from './meta/scalars.ts';

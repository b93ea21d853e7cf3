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

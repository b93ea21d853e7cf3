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
  parseApiVersion,
  type GroupVersionKind,
  type Kind,
  type KindRegistry,
  type ObjectOf,
  type Scope,
} from './meta/kind.ts';
/** Kinds without a type, and kinds of which only a part is read. */
export { unstructured, type Unstructured, type UnstructuredOptions } from './meta/unstructured.ts';
export {
  asSeen,
  partialObjectMetadata,
  projectionOf,
  view,
  viewOf,
  type PartialObjectMetadata,
  type PatchableObject,
  type Projected,
  type View,
  type WholeObject,
} from './meta/view.ts';
/** What server-side apply is given. */
export type {
  ApplyConfiguration,
  ApplyConfigurationOf,
  ApplyFields,
  ObjectMetaApplyConfiguration,
} from './meta/apply-configuration.ts';
export { extractApplyConfiguration, type ExtractOptions } from './managedfields/extract.ts';
/** The defaults of a schema. */
export { type Defaulted, type Defaults, withDefaults } from './meta/defaults.ts';
/** Status conditions. */
export type { Condition } from './meta/condition.ts';
export {
  findCondition,
  isConditionFalse,
  isConditionTrue,
  removeConditions,
  setCondition,
} from './conditions/conditions.ts';
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
/** What an API server says when it refuses. */
export { ApiError, apiErrorFromStatus, type ApiErrorInit, type ApiRequestInfo } from './errors/api-error.ts';
export {
  fieldManagerConflicts,
  findApiError,
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isExpired,
  isForbidden,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotFound,
  isRequestEntityTooLarge,
  isServerTimeout,
  isServiceUnavailable,
  isTimeout,
  isTooLargeResourceVersion,
  isTooManyRequests,
  isUnauthorized,
  isUnsupportedMediaType,
  reasonForError,
} from './errors/reasons.ts';
export { field, newInvalid, type FieldError } from './errors/invalid.ts';
export { isFailureStatus, type Status, type StatusCause, type StatusDetails } from './errors/status.ts';
/** Select objects by label or by field. */
export type { LabelSelector, LabelSelectorRequirement } from './labels/label-selector.ts';
export { SelectorSyntaxError } from './labels/parse.ts';
export type { Labels, Requirement } from './labels/requirement.ts';
export {
  everything,
  nothing,
  parseSelector,
  selectorFromLabels,
  selectorFromLabelSelector,
  type Selector,
} from './labels/selector.ts';
export { fieldOf, parseFieldSelector, type FieldRequirement, type FieldSelector } from './fields/selector.ts';
/** Who owns an object. */
export {
  AlreadyOwnedError,
  controllerOf,
  hasOwnerReference,
  isControlledBy,
  removeOwnerReference,
  setControllerReference,
  setOwnerReference,
  type OwnerReferenceOptions,
} from './meta/owner-reference.ts';
/** Compare and name objects. */
export { equalJson } from './equality/equal-json.ts';
export { formatObjectKey, objectKeyOf } from './meta/object-key.ts';
export { compareResourceVersions, isOlderResourceVersion } from './meta/resource-version.ts';

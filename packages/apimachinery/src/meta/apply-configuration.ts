import type { KubernetesObject, ObjectMeta } from './object-meta.ts';
import type { view } from './view.ts';

/** Metadata that the API server alone writes: it refuses, or ignores, an applier that speaks of it. */
type ServerWritten =
  | 'creationTimestamp'
  | 'deletionGracePeriodSeconds'
  | 'deletionTimestamp'
  | 'generation'
  | 'managedFields'
  | 'selfLink';

/**
 * What an applier says of an object's metadata. With `uid` or `resourceVersion`, the apply fails if the object is another, or
 * newer.
 *
 * Source: `ObjectMetaApplyConfiguration` of client-go's applyconfigurations/meta/v1.
 */
export interface ObjectMetaApplyConfiguration extends Omit<ObjectMeta, ServerWritten | 'generateName'> {
  /** Server-side apply creates or changes exactly this object: there is no generated name. */
  readonly name: string;
}

/**
 * What every apply configuration has. An intersection with the fields of a kind is that kind's own: see controller-gen's
 * generator `applyconfiguration`.
 */
export type ApplyConfiguration<ApiVersion extends string = string, KindName extends string = string> = {
  readonly apiVersion: ApiVersion;
  readonly kind: KindName;
  readonly metadata: ObjectMetaApplyConfiguration;
};

/**
 * What an applier may say of an object of type `T`: its name, and any part of it. An apply configuration that controller-gen
 * writes is one, and says more: which lists have keys, and what has to be given whole.
 */
export type ApplyConfigurationOf<T extends KubernetesObject> = Partial<
  Pick<ApplyConfiguration, 'apiVersion' | 'kind'>
> & {
  readonly metadata: ObjectMetaApplyConfiguration;
  /** What was read in part says nothing of what its applier owns. */
  readonly [view]?: never;
} & PartOf<Omit<T, keyof KubernetesObject | typeof view>>;

type PartOf<T> = T extends readonly (infer Item)[]
  ? readonly PartOf<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]?: PartOf<T[Name]> }
    : T;

/** What there is to say beside the name: the rest of the metadata, and the kind's own fields. */
export type ApplyFields<C extends ApplyConfiguration> = Omit<C, keyof ApplyConfiguration> & {
  readonly metadata?: Omit<ObjectMetaApplyConfiguration, 'name' | 'namespace'>;
};

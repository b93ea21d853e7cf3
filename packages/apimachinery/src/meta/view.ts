import type { Kind } from './kind.ts';
import type { KubernetesObject, ObjectMeta, Stored, StoredMeta } from './object-meta.ts';

/**
 * Says of an object that it is a part of what the server holds. For the compiler and at run time: a client refuses to
 * write such an object, since what is missing in it would be lost. Spreading keeps it; JSON leaves it out.
 */
export const view: unique symbol = Symbol.for('kubewright.view');

/** How the objects of a kind are seen, where it is not in full. */
export type View =
  | { readonly type: 'metadata' }
  | {
      readonly type: 'projection';
      /** Tells projections of one kind apart. */
      readonly id: number;
      readonly project: (object: Stored<KubernetesObject>) => object;
    };

/** Any object but a part of one: what can be created and replaced. */
export interface WholeObject extends KubernetesObject {
  readonly [view]?: never;
}

/** Any object but a projection: what can be patched. */
export interface PatchableObject extends KubernetesObject {
  readonly [view]?: 'metadata';
}

/** The metadata of an object of any kind. Source: `metav1.PartialObjectMetadata`. */
export interface PartialObjectMetadata extends KubernetesObject {
  readonly [view]?: 'metadata';
}

/** What a projection leaves of an object: what `project` returned, under the object's own kind and metadata. */
export type Projected<P extends object> = Omit<P, keyof KubernetesObject> &
  KubernetesObject & { readonly [view]?: 'projection' };

/**
 * The same kind, of which only metadata is read: the server sends nothing else, so that neither the network nor the memory
 * carries more. Such objects can be patched and deleted, but neither created nor replaced.
 * Source: `metav1.PartialObjectMetadata`, `builder.OnlyMetadata`.
 */
export function partialObjectMetadata(kind: Kind): Kind<PartialObjectMetadata> {
  return { ...describe(kind), view: { type: 'metadata' } };
}

let projections = 0;

/**
 * The same kind, of which only what `project` returns is kept: a cache of many objects then takes a fraction of the memory.
 * The server still sends the whole object. Such objects can be read and deleted; to write, use the kind itself.
 *
 * Call it once per projection and keep what it returns: each call makes a kind with a cache of its own.
 *
 * @param project Must depend on the object alone and must not throw. `metadata` in what it returns, such as
 *   `{ labels }`, is what is kept beside name, uid and the like; without it, all but `managedFields` is.
 */
export function projectionOf<T extends KubernetesObject, P extends object>(
  kind: Kind<T>,
  project: (object: Stored<T>) => P & { readonly metadata?: Partial<ObjectMeta> },
): Kind<Projected<P>> {
  projections += 1;
  // Only objects of `kind` are ever given to it.
  const untyped = project as unknown as (object: Stored<KubernetesObject>) => object;
  return { ...describe(kind), view: { type: 'projection', id: projections, project: untyped } };
}

/** What is known of a kind at run time, without what it carries for the compiler. */
function describe({ group, version, kind, plural, singular, listKind, scope, subresources, guessed }: Kind) {
  return {
    ...{ group, version, kind, plural, singular, listKind, scope, subresources },
    ...(guessed !== undefined && { guessed }),
  } as const;
}

/** The object as the kind sees it; the object itself for a kind that sees all of it. */
export function asSeen<T extends KubernetesObject>(kind: Kind<T>, object: Stored<KubernetesObject>): Stored<T> {
  const seen = see(kind.view, object);
  // A kind with a view has the type of what the view leaves.
  return seen as unknown as Stored<T>;
}

function see(as: View | undefined, object: Stored<KubernetesObject>): Stored<KubernetesObject> {
  if (as === undefined) return object;
  const { apiVersion, kind, metadata } = object;
  if (as.type === 'metadata') return { [view]: 'metadata', apiVersion, kind, metadata } as PartialStored;
  const { metadata: chosen, ...rest } = as.project(object) as { readonly metadata?: Partial<ObjectMeta> };
  const { managedFields: _, ...all } = metadata;
  const kept = chosen === undefined ? all : { ...identityOf(metadata), ...chosen };
  return { [view]: 'projection', ...rest, apiVersion, kind, metadata: kept } as PartialStored;
}

type PartialStored = Stored<KubernetesObject> & { readonly [view]: 'metadata' | 'projection' };

/** What no reader of a cache can do without. */
function identityOf(metadata: StoredMeta): StoredMeta {
  const { namespace, name, uid, resourceVersion, generation, creationTimestamp, deletionTimestamp } = metadata;
  return {
    ...(namespace !== undefined && { namespace }),
    name,
    uid,
    resourceVersion,
    ...(generation !== undefined && { generation }),
    creationTimestamp,
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
  };
}

/** `undefined` for a whole object. Survives a spread, but not a copy by `structuredClone` or JSON. */
export const viewOf = (object: KubernetesObject): 'metadata' | 'projection' | undefined =>
  (object as { readonly [view]?: 'metadata' | 'projection' })[view];

import type { KubernetesObject, ObjectMeta } from '@kubewright/apimachinery';
import { funcs, type Predicate } from './predicate.ts';

/** Drops updates after which `of` the metadata is the same; all other events pass. */
function whenChanged(of: (metadata: ObjectMeta) => unknown): Predicate<KubernetesObject> {
  return funcs({ update: ({ oldObject, object }) => of(oldObject.metadata) !== of(object.metadata) });
}

/**
 * Drops updates that left `metadata.generation` as it was: of custom resources with a status subresource those that
 * changed neither the spec nor the deletion timestamp. Some built-in kinds count otherwise (Deployments also count
 * annotations), others not at all (ConfigMaps, Secrets): for these every update is dropped.
 *
 * With it the controller does not notice that somebody else overwrote the status.
 * Source: `predicate.GenerationChangedPredicate`.
 */
export const generationChanged = (): Predicate<KubernetesObject> => whenChanged(({ generation }) => generation);

/** Drops updates that are no news: a resync, or a relist. Source: `predicate.ResourceVersionChangedPredicate`. */
export const resourceVersionChanged = (): Predicate<KubernetesObject> =>
  whenChanged(({ resourceVersion }) => resourceVersion);

/**
 * Drops updates that left this label (without a key: all labels) as it was.
 * Source: `predicate.LabelChangedPredicate`, which knows all labels only.
 */
export const labelChanged = (key?: string): Predicate<KubernetesObject> => mapChanged(({ labels }) => labels, key);

/**
 * Drops updates that left this annotation (without a key: all annotations) as it was. Goes with
 * {@link generationChanged} in an `or`. Without a key, `kubectl apply` and other controllers' notes count too.
 * Source: `predicate.AnnotationChangedPredicate`, which knows all annotations only.
 */
export const annotationChanged = (key?: string): Predicate<KubernetesObject> =>
  mapChanged(({ annotations }) => annotations, key);

type TextMap = Readonly<Record<string, string>>;

function mapChanged(
  of: (metadata: ObjectMeta) => TextMap | undefined,
  key: string | undefined,
): Predicate<KubernetesObject> {
  if (key !== undefined) return whenChanged((metadata) => valueOf(of(metadata), key));
  return funcs({ update: ({ oldObject, object }) => !sameMap(of(oldObject.metadata), of(object.metadata)) });
}

/** A key such as `constructor` must not find what every object inherits. */
const valueOf = (map: TextMap | undefined, key: string): string | undefined =>
  map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;

/** No map and an empty one are the same. */
function sameMap(a: TextMap = {}, b: TextMap = {}): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => valueOf(a, key) === valueOf(b, key));
}

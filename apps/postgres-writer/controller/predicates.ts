import type { KubernetesObject, ObjectMeta } from '@kubewright/apimachinery';
import {
  and,
  annotationChanged,
  funcs,
  generationChanged,
  or,
  type Predicate,
} from '@kubewright/controller-runtime/predicate';
import { FINALIZER } from './finalizer.ts';

/** An annotation whose change asks for one round: `kubectl annotate pw NAME postgres-writer/reconcile-requested-at="$(date)"`. */
export const RECONCILE_REQUESTED_AT = 'postgres-writer/reconcile-requested-at';

/**
 * Which changes of an object are worth a look: that it came, its spec, its deletion (which the API server counts as a
 * generation), a request for a round, and what somebody did to it behind our back. Our own writes, status and
 * finalizer, are not; nor is its end, since the finalizer kept it until its row was gone.
 */
export const worthReconciling = (): Predicate<KubernetesObject> =>
  and(
    funcs({ delete: () => false }),
    or(generationChanged(), annotationChanged(RECONCILE_REQUESTED_AT), finalizerTaken(), recreated()),
  );

/** Somebody took our finalizer off a live object: it has to be put back, or a deletion would leave the row behind. */
const finalizerTaken = (): Predicate<KubernetesObject> =>
  whenUpdated((before, after) => holds(before) && !holds(after) && after.deletionTimestamp === undefined);

/** Deleted and created again while the watch was down: told as one update, perhaps of the same generation. */
const recreated = (): Predicate<KubernetesObject> => whenUpdated((before, after) => before.uid !== after.uid);

const holds = ({ finalizers }: ObjectMeta): boolean => finalizers?.includes(FINALIZER) ?? false;

/** All but those updates that `test` finds not worth it. */
const whenUpdated = (test: (before: ObjectMeta, after: ObjectMeta) => boolean): Predicate<KubernetesObject> =>
  funcs({ update: ({ oldObject, object }) => test(oldObject.metadata, object.metadata) });

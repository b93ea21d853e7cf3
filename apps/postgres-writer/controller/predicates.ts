import type { ObjectMeta } from '@kubewright/apimachinery';
import {
  and,
  annotationChanged,
  funcs,
  generationChanged,
  or,
  type Predicate,
} from '@kubewright/controller-runtime/predicate';
import type { PostgresWriter } from '../api/v1/index.ts';
import { isComparable } from './drift.ts';
import { FINALIZER } from './finalizer.ts';

/** An annotation whose change asks for one round: `kubectl annotate pw NAME postgres-writer/reconcile-requested-at="$(date)"`. */
export const RECONCILE_REQUESTED_AT = 'postgres-writer/reconcile-requested-at';

/**
 * Which changes of an object are worth a look: that it came, its spec, its deletion (which the API server counts as a
 * generation), a request for a round, and what somebody did to it behind our back. Our own writes, status and
 * finalizer, are not; nor is its end, since the finalizer kept it until its row was gone. What says at the start that its
 * row is in order is left to the comparison of all rows (`DriftChecker`), which finds out with a statement per table.
 */
export const worthReconciling = (): Predicate<PostgresWriter> =>
  and(
    funcs({
      create: ({ object, isInInitialList }) => !(isInInitialList && isComparable(object)),
      delete: () => false,
    }),
    or(generationChanged(), annotationChanged(RECONCILE_REQUESTED_AT), finalizerTaken(), recreated()),
  );

/** Somebody took our finalizer off a live object: it has to be put back, or a deletion would leave the row behind. */
const finalizerTaken = (): Predicate<PostgresWriter> =>
  whenUpdated((before, after) => holds(before) && !holds(after) && after.deletionTimestamp === undefined);

/** Deleted and created again while the watch was down: told as one update, perhaps of the same generation. */
const recreated = (): Predicate<PostgresWriter> => whenUpdated((before, after) => before.uid !== after.uid);

const holds = ({ finalizers }: ObjectMeta): boolean => finalizers?.includes(FINALIZER) ?? false;

/** All but those updates that `test` finds not worth it. */
const whenUpdated = (test: (before: ObjectMeta, after: ObjectMeta) => boolean): Predicate<PostgresWriter> =>
  funcs({ update: ({ oldObject, object }) => test(oldObject.metadata, object.metadata) });

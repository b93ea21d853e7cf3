import { findCondition, formatObjectKey, isConditionTrue, objectKeyOf, type Condition } from '@kubewright/apimachinery';
import type { ObjectEvent } from '@kubewright/controller-runtime/event';
import type { PostgresWriter } from '../api/v1/index.ts';

/** How many objects there are, by what their conditions say. */
export interface Census {
  readonly ready: Readonly<Record<Condition['status'], number>>;
  readonly reconciling: number;
  readonly stalled: number;
  readonly drifted: number;
  /** Since when the row that has drifted for longest has; milliseconds since the epoch. */
  readonly driftedSinceMs: number | undefined;
}

/** Counts objects, for metrics: follows the informer, so that counting needs no reader that may have to wait. */
export class ObjectCensus {
  /** The cache's own lists. */
  readonly #conditions = new Map<string, readonly Condition[]>();

  /** For the informer. */
  readonly observe = ({ type, object }: ObjectEvent<PostgresWriter>): void => {
    const key = formatObjectKey(objectKeyOf(object));
    if (type === 'delete') this.#conditions.delete(key);
    else this.#conditions.set(key, object.status?.conditions ?? []);
  };

  count(): Census {
    const ready = { True: 0, False: 0, Unknown: 0 };
    let [reconciling, stalled, drifted] = [0, 0, 0];
    let driftedSinceMs: number | undefined;
    for (const conditions of this.#conditions.values()) {
      ready[findCondition(conditions, 'Ready')?.status ?? 'Unknown'] += 1;
      if (isConditionTrue(conditions, 'Reconciling')) reconciling += 1;
      if (isConditionTrue(conditions, 'Stalled')) stalled += 1;
      const drift = findCondition(conditions, 'Drifted');
      if (drift?.status !== 'True') continue;
      drifted += 1;
      driftedSinceMs = Math.min(driftedSinceMs ?? Infinity, Date.parse(drift.lastTransitionTime));
    }
    return { ready, reconciling, stalled, drifted, driftedSinceMs };
  }
}

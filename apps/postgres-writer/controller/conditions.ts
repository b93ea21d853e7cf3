import { findCondition, removeConditions, setCondition, type Condition } from '@kubewright/apimachinery';
import type { Report } from './verdict.ts';

/**
 * The conditions that say `report` for `generation`: `Ready` always, and of `Reconciling` and `Stalled` the one that is
 * true, as kstatus reads them. `Drifted` is there while true: a drift whose repair fails stays until the row is in order
 * or the spec is another. Other people's types stay as they are. The very list given comes back when it says all
 * that already.
 *
 * @param now RFC 3339, whole seconds.
 */
export function conditionsFor(
  report: Report,
  generation: number,
  current: readonly Condition[],
  now: string,
): readonly Condition[] {
  const { state, reason, message } = report;
  const set = (all: readonly Condition[], type: string, status: Condition['status']): readonly Condition[] =>
    setCondition(all, { type, status, observedGeneration: generation, reason, message }, now);
  const before = withDrifted(report, generation, current, now);
  switch (state) {
    case 'ready':
      return set(removeConditions(before, 'Reconciling', 'Stalled'), 'Ready', 'True');
    case 'suspended':
      return set(removeConditions(before, 'Reconciling', 'Stalled'), 'Ready', 'False');
    case 'retrying':
      return set(set(removeConditions(before, 'Stalled'), 'Ready', 'False'), 'Reconciling', 'True');
    case 'stalled':
      return set(set(removeConditions(before, 'Reconciling'), 'Ready', 'False'), 'Stalled', 'True');
  }
}

function withDrifted(
  { state, drifted }: Report,
  generation: number,
  current: readonly Condition[],
  now: string,
): readonly Condition[] {
  if (drifted !== undefined) {
    const condition = { type: 'Drifted', status: 'True', reason: 'Drifted' } as const;
    return setCondition(current, { ...condition, observedGeneration: generation, message: drifted }, now);
  }
  const known = findCondition(current, 'Drifted')?.observedGeneration;
  const lasts = known === generation && (state === 'retrying' || state === 'stalled');
  return lasts ? current : removeConditions(current, 'Drifted');
}

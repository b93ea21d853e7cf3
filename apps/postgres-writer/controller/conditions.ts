import { removeConditions, setCondition, type Condition } from '@kubewright/apimachinery';
import type { Report } from './verdict.ts';

/**
 * The conditions that say `report` for `generation`: `Ready` always, and of `Reconciling` and `Stalled` the one that is
 * true, as kstatus reads them. Other people's types stay as they are. The very list given comes back when it says all
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
  switch (state) {
    case 'ready':
      return set(removeConditions(current, 'Reconciling', 'Stalled'), 'Ready', 'True');
    case 'suspended':
      return set(removeConditions(current, 'Reconciling', 'Stalled'), 'Ready', 'False');
    case 'retrying':
      return set(set(removeConditions(current, 'Stalled'), 'Ready', 'False'), 'Reconciling', 'True');
    case 'stalled':
      return set(set(removeConditions(current, 'Reconciling'), 'Ready', 'False'), 'Stalled', 'True');
  }
}

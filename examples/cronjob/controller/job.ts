import { isConditionTrue } from '@kubewright/apimachinery';
import type { Job } from '@kubewright/apimachinery/batch/v1';

/** `undefined` while it runs. */
export function outcomeOf({ status }: Job): 'Complete' | 'Failed' | undefined {
  return (['Complete', 'Failed'] as const).find((outcome) => isConditionTrue(status?.conditions, outcome));
}

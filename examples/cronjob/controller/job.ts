import type { Job } from '@kubewright/apimachinery/batch/v1';

/** `undefined` while it runs. */
export function outcomeOf({ status }: Job): 'Complete' | 'Failed' | undefined {
  const finished = status?.conditions?.find(
    ({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True',
  );
  return finished?.type as 'Complete' | 'Failed' | undefined;
}

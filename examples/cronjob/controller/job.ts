/**
 * What the cluster has of its own: no CRD is made of it.
 * +kubebuilder:skip
 */
import type { Kind, KubernetesObject, Time } from '@kubewright/apimachinery';
import type { JobSpec } from '@kubewright/apimachinery/core';

/** The built-in Job, as far as this controller looks at it. */
export interface Job extends KubernetesObject {
  readonly spec: JobSpec;
  readonly status?: {
    readonly startTime?: Time;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

export const Job: Kind<Job> = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  listKind: 'JobList',
  scope: 'Namespaced',
  subresources: ['status'],
};

/** `undefined` while it runs. */
export function outcomeOf({ status }: Job): 'Complete' | 'Failed' | undefined {
  const finished = status?.conditions?.find(
    ({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True',
  );
  return finished?.type as 'Complete' | 'Failed' | undefined;
}

import type { Condition, Stored } from '@kubewright/apimachinery';
import type { PostgresWriter, PostgresWriterSpec } from '../../../api/v1/index.ts';
import { FINALIZER } from '../../../controller/finalizer.ts';
import { RowStoreError, type FailureReason, type RowFailure } from '../../../controller/row-store.ts';

export const NOW = '2026-01-01T00:00:00Z';

export interface ObjectParts {
  readonly spec?: Partial<PostgresWriterSpec>;
  readonly metadata?: Partial<Stored<PostgresWriter>['metadata']>;
  readonly status?: PostgresWriter['status'];
}

/** The tutorial's sample, with our finalizer and nothing said about it yet. */
export const aWriter = ({ spec, metadata, status }: ObjectParts = {}): Stored<PostgresWriter> => ({
  apiVersion: 'demo.yash.com/v1',
  kind: 'PostgresWriter',
  metadata: {
    namespace: 'default',
    name: 'sample-student',
    uid: 'uid-1',
    generation: 1,
    resourceVersion: '100',
    creationTimestamp: NOW,
    finalizers: [FINALIZER],
    ...metadata,
  },
  spec: { table: 'students', name: 'alex', age: 23, country: 'canada', ...spec },
  status: status ?? { observedGeneration: -1 },
});

/** The same on its way out. */
export const aDeletedWriter = (parts: ObjectParts = {}): Stored<PostgresWriter> =>
  aWriter({ ...parts, metadata: { deletionTimestamp: NOW, deletionGracePeriodSeconds: 0, ...parts.metadata } });

export const aCondition = (over: Partial<Condition> = {}): Condition => ({
  type: 'Ready',
  status: 'True',
  observedGeneration: 1,
  lastTransitionTime: NOW,
  reason: 'InSync',
  message: 'row default/sample-student is in public.students',
  ...over,
});

export const STUDENTS = { schema: 'public', table: 'students' } as const;

export const aFailure = (
  failure: RowFailure = 'blocked',
  reason: FailureReason = 'TableNotFound',
  message = 'there is no table students: create it',
  code?: string,
): RowStoreError => new RowStoreError(failure, reason, message, { code });

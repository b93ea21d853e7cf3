import type { KubernetesListObject, KubernetesObject, V1Condition } from '@kubernetes/client-node';

export const GROUP = 'demo.yash.com';
export const VERSION = 'v1';
export const PLURAL = 'postgreswriters';
export const FINALIZER = 'finalizers.postgreswriters.demo.yash.com/cleanup-row';

/** A row in PostgreSQL that is kept equal to its spec: the fields that this operator reads and writes. */
export interface PostgresWriter extends KubernetesObject {
  readonly spec: { readonly table: string; readonly name: string; readonly age: number; readonly country: string };
  readonly status?: Status;
}

export type PostgresWriterList = KubernetesListObject<PostgresWriter>;

/** A condition as it travels: client-node's own type has a `Date` for what a custom object has as text. */
export type Condition = Omit<V1Condition, 'lastTransitionTime'> & { readonly lastTransitionTime: string };

export interface Status {
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: number;
  /** The table that the row was written to last. */
  readonly table?: string;
}

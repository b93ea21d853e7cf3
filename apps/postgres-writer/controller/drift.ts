import type { Stored } from '@kubewright/apimachinery';
import type { Request } from '@kubewright/controller-runtime/reconcile';
import type { PostgresWriter } from '../api/v1/index.ts';
import { decide, type Step } from './decide.ts';
import { isApplied } from './observed.ts';
import { rowKeyOf } from './row-mapping.ts';
import type { DifferenceKind } from './row-store.ts';

/** How a row that was written differs from its spec by now. Made of names, never of values. */
export type Drift =
  | { readonly kind: DifferenceKind; readonly columns: readonly string[] }
  /** Its table cannot be looked at. */
  | { readonly kind: 'unreadable'; readonly detail: string };

/** What a comparison found of one object. */
export interface Finding {
  /** `undefined`: the row is as the spec asks. */
  readonly drift: Drift | undefined;
}

/** What the reconciler asks of whoever compares rows. */
export interface DriftWatch {
  /**
   * Whether nothing has to be done for the object, since the comparison at the start has shown its row to be in order. Waits
   * for that comparison where it may tell. Of this very object as the cache has it: any change makes another of it.
   */
  proves(object: Stored<PostgresWriter>, signal: AbortSignal): Promise<boolean>;
  /** What the last comparison found of this very spec. Handed out once. */
  take(object: Stored<PostgresWriter>): Finding | undefined;
  /** Has the row compared soon. Its object is looked at again if there is something to say then. */
  suspect(key: Request): void;
}

const COMPARED: ReadonlySet<Step> = new Set(['applyRow', 'compareRow']);

/** Whether the row can differ by somebody else's hand alone: it was written as the newest spec asks, and is not suspended. */
export const isComparable = (object: Stored<PostgresWriter>): boolean =>
  isApplied(object) && COMPARED.has(decide(object));

/** What the condition `Drifted` says: the same words for the same drift, so that nothing is written twice. */
export function driftText(object: Stored<PostgresWriter>, drift: Drift): string {
  const row = `row ${rowKeyOf(object)}`;
  const table = object.status?.table ?? object.spec.table;
  switch (drift.kind) {
    case 'missing':
      return `${row} is missing from ${table}`;
    case 'changed':
      return `${row} in ${table} differs from the spec in ${drift.columns.join(', ')}`;
    case 'notOurs':
      return `${row} in ${table} is not this object's any more, says the ledger`;
    case 'ledgerBehind':
      return `the ledger has ${row} in ${table} from another version of this object`;
    case 'notCompared':
      return `${row} in ${table} cannot be compared with the spec: a column does not take its value any more`;
    case 'unreadable':
      return `${row} in ${table} cannot be compared with the spec: ${drift.detail}`;
  }
}

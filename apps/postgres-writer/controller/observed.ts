import { findCondition, type Condition, type Stored } from '@kubewright/apimachinery';
import type { PostgresWriter } from '../api/v1/index.ts';

/** `Ready`, if it speaks of the newest spec. If not, what is to be said was lost, or is about to be written. */
export function observedReady({ metadata, status }: Stored<PostgresWriter>): Condition | undefined {
  const ready = findCondition(status?.conditions, 'Ready');
  return ready?.observedGeneration === metadata.generation ? ready : undefined;
}

/** Whether the status says that the row was written as the newest spec asks: since then only somebody else can have changed it. */
export const isApplied = (object: Stored<PostgresWriter>): boolean =>
  observedReady(object)?.status === 'True' && object.status?.observedGeneration === object.metadata.generation;

/** Whether it ever was: the row is in order, or is known to have drifted since. */
export const wasApplied = (object: Stored<PostgresWriter>): boolean =>
  isApplied(object) || observedDrifted(object) !== undefined;

/** `Drifted`, if it speaks of the newest spec. */
export function observedDrifted({ metadata, status }: Stored<PostgresWriter>): Condition | undefined {
  const drifted = findCondition(status?.conditions, 'Drifted');
  return drifted?.observedGeneration === metadata.generation ? drifted : undefined;
}

/** Whether nobody has said anything of its row yet. */
export const isUnseen = ({ status }: Stored<PostgresWriter>): boolean =>
  findCondition(status?.conditions, 'Ready') === undefined;

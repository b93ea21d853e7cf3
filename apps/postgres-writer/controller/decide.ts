import type { Stored } from '@kubewright/apimachinery';
import { hasFinalizer } from '@kubewright/controller-runtime/finalizer';
import type { PostgresWriter } from '../api/v1/index.ts';
import { FINALIZER } from './finalizer.ts';
import { isApplied } from './observed.ts';

/** What one pass over an object has to do first. */
export type Step =
  /** It is being deleted and holds no finalizer of ours: its row is gone, or never was. */
  | 'leave'
  /** Touch nothing until `spec.suspend` is gone, its deletion included. */
  | 'wait'
  /** No row before the finalizer: else a deletion could go unseen and leave the row behind. */
  | 'addFinalizer'
  /** Make the row equal to the spec. */
  | 'applyRow'
  /** The row was written, and `spec.driftPolicy` is Report: say how it differs by now, and write nothing. */
  | 'compareRow'
  /** Prove the row absent, then let the object go. */
  | 'removeRow';

/** Decides; does nothing. Depends on the object alone, so that any version of it, however old, has one answer. */
export function decide(object: Stored<PostgresWriter>): Step {
  const held = hasFinalizer(object, FINALIZER);
  if (object.spec.suspend === true && (held || object.metadata.deletionTimestamp === undefined)) return 'wait';
  if (object.metadata.deletionTimestamp !== undefined) return held ? 'removeRow' : 'leave';
  if (!held) return 'addFinalizer';
  return object.spec.driftPolicy === 'Report' && isApplied(object) ? 'compareRow' : 'applyRow';
}

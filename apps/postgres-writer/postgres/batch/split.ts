import { classify } from '../classify.ts';
import { SqlError } from '../sql.ts';

/** What to do about an error that undid a batch of several. */
export type SplitDecision =
  /** One row may be the cause: halve the batch. */
  | 'split'
  /** A lock: find out whether it is on the table or on a row. */
  | 'probe'
  /** It has nothing to do with a row. */
  | 'failAll';

export function decideSplit(error: unknown): SplitDecision {
  if (!(error instanceof SqlError) || !error.fromServer) return 'failAll';
  if (error.code === '55P03') return 'probe';
  // Our own deadline: half the batch needs half the time.
  if (error.code === '57014') return 'split';
  const { failure } = classify(error.code, true);
  return failure === 'refused' || failure === 'blocked' || failure === 'retry' ? 'split' : 'failAll';
}

/** Whether two halves that both failed say that it is the table, so that looking for a bad row is in vain. */
export function isTheTable(left: unknown, right: unknown): boolean {
  if (!(left instanceof SqlError) || !(right instanceof SqlError)) return false;
  return left.code === right.code && classify(left.code, left.fromServer).failure === 'blocked';
}

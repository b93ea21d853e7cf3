import { RowStoreError, type Place } from '../controller/row-store.ts';
import type { Target } from './catalog/target.ts';
import { classify } from './classify.ts';
import { formatIdentifier, formatPlace } from '../controller/place.ts';
import { messageFor } from './messages.ts';
import type { SqlError } from './sql.ts';

/** Where an error came up: what its message may name, and what its code means there. */
export interface FailureContext {
  readonly place?: Place | undefined;
  readonly target?: Target | undefined;
  readonly deleting?: boolean;
}

/** An error of PostgreSQL as the store's callers see it: sorted by the policy, in our words. */
export function toFailure(error: SqlError, { place, target, deleting = false }: FailureContext): RowStoreError {
  const { code, fromServer, fields } = error;
  const where = target?.info ?? place;
  if (deleting && HELD.has(code)) {
    const constraint =
      fields.constraint === undefined ? 'a foreign key' : `foreign key ${formatIdentifier(fields.constraint)}`;
    const table = where === undefined ? 'its table' : formatPlace(where);
    const message = `the row in ${table} is held by ${constraint} of another table: remove what refers to it first`;
    return new RowStoreError('blocked', 'RowNotRemoved', message, { code });
  }
  const { failure, reason } = classify(code, fromServer);
  const columns = target === undefined ? undefined : [target.key, ...target.columns];
  return new RowStoreError(failure, reason, messageFor(code, fromServer, { place: where, fields, columns }), { code });
}

/** foreign_key_violation and restrict_violation: on delete, another table refers to the row. */
const HELD: ReadonlySet<string> = new Set(['23503', '23001']);

/** A trigger or a rule swallowed a write. */
export function notWritten(place: Place): RowStoreError {
  return new RowStoreError(
    'blocked',
    'TableUnsuitable',
    `PostgreSQL accepted the row for ${formatPlace(place)} and did not store it: a trigger swallows it`,
  );
}

/** A delete that reported success and left the row. */
export function notRemoved(place: Place): RowStoreError {
  return new RowStoreError(
    'blocked',
    'RowNotRemoved',
    `PostgreSQL accepted the delete and the row is still in ${formatPlace(place)}: a trigger or a rule keeps it`,
  );
}

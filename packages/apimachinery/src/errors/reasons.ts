import { ApiError } from './api-error.ts';
import type { StatusCause } from './status.ts';

/** The ApiError itself, or the first one down the `cause` chain. */
export function findApiError(error: unknown): ApiError | undefined {
  for (let e: unknown = error; e instanceof Error; e = e.cause) if (e instanceof ApiError) return e;
  return undefined;
}

/** The server's reason for an error, wrapped or not; `undefined` when no server answered. Source: `apierrors.ReasonForError`. */
export const reasonForError = (error: unknown): string | undefined => findApiError(error)?.reason;

const has =
  (...reasons: readonly string[]) =>
  (error: unknown): boolean => {
    const reason = reasonForError(error);
    return reason !== undefined && reasons.includes(reason);
  };

/** There is no such object, or the server does not serve such a resource. */
export const isNotFound = has('NotFound');
/** There is an object of this name already. */
export const isAlreadyExists = has('AlreadyExists');
/** The object changed in between, or a precondition failed: read again, then decide again. */
export const isConflict = has('Conflict');
/**
 * The fields that an apply was refused since others own them: `field` names one, `message` its manager. Empty for any other
 * error, such as a `Conflict` of versions. Source: `metav1.CauseTypeFieldManagerConflict`.
 */
export const fieldManagerConflicts = (error: unknown): readonly StatusCause[] =>
  (findApiError(error)?.causes ?? []).filter(({ reason }) => reason === 'FieldManagerConflict');

/** The object breaks its schema or an admission rule; `causes` says where. */
export const isInvalid = has('Invalid');
export const isBadRequest = has('BadRequest');
/** No permission (RBAC), or an admission plugin said no. */
export const isForbidden = has('Forbidden');
/** The credentials were missing, wrong or expired. */
export const isUnauthorized = has('Unauthorized');
/** The resourceVersion or continue token is too old to go on from: start again with a list. */
export const isExpired = has('Expired', 'Gone');
export const isTooManyRequests = has('TooManyRequests');
/** The server gave up waiting; the outcome of a write is unknown. */
export const isTimeout = has('Timeout');
/** The server asks for patience; nothing was done. */
export const isServerTimeout = has('ServerTimeout');
export const isServiceUnavailable = has('ServiceUnavailable');
export const isInternalError = has('InternalError');
export const isMethodNotSupported = has('MethodNotAllowed');
export const isUnsupportedMediaType = has('UnsupportedMediaType');
export const isRequestEntityTooLarge = has('RequestEntityTooLarge');

/** The resourceVersion asked for is newer than this server: it lags behind. Source: `apierrors.IsTooLargeResourceVersion`. */
export function isTooLargeResourceVersion(error: unknown): boolean {
  const api = findApiError(error);
  return api?.reason === 'Timeout' && api.causes.some((cause) => cause.reason === 'ResourceVersionTooLarge');
}

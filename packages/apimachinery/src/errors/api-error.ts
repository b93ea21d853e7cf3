import type { Status, StatusCause, StatusDetails } from './status.ts';

/** What was asked for, for the error's message and for metrics. Never carries the query: selectors may be private. */
export interface ApiRequestInfo {
  readonly method: string;
  readonly path: string;
}

export interface ApiErrorInit {
  /** The HTTP status. */
  readonly code: number;
  /** CamelCase, such as `NotFound`. Left out: derived from `code`, as far as one is usual. */
  readonly reason?: string;
  readonly message?: string;
  readonly details?: StatusDetails;
  readonly retryAfterSeconds?: number;
  readonly request?: ApiRequestInfo;
}

/**
 * The API server refused, in its own words: an answer that is not 2xx, or an `ERROR` line of a watch.
 * Network failures are not ApiErrors: nobody answered. Source: `apierrors.StatusError`.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status. */
  readonly code: number;
  /** The server's reason, such as `Conflict`; `Unknown` where there is none. Tell errors apart by this, not by `code`. */
  readonly reason: string;
  readonly details: StatusDetails | undefined;
  /** From the body or from the `Retry-After` header. */
  readonly retryAfterSeconds: number | undefined;
  readonly request: ApiRequestInfo | undefined;
  readonly #said: string | undefined;

  constructor(init: ApiErrorInit, options?: ErrorOptions) {
    super(messageOf(init), options);
    this.#said = init.message;
    this.code = init.code;
    this.reason = reasonOf(init);
    this.details = init.details;
    this.retryAfterSeconds = init.retryAfterSeconds ?? init.details?.retryAfterSeconds;
    this.request = init.request;
  }

  /** The single faults of an invalid object. */
  get causes(): readonly StatusCause[] {
    return this.details?.causes ?? [];
  }

  /** What was said, as an API server says it: to be passed on. Source: `apierrors.APIStatus.Status`. */
  status(): Status {
    const { code, reason, details } = this;
    return {
      apiVersion: 'v1',
      kind: 'Status',
      status: 'Failure',
      ...(this.#said !== undefined && { message: this.#said }),
      reason,
      ...(details !== undefined && { details }),
      code,
    };
  }
}

/** Turns the body of a failed call, or of an `ERROR` line, into an error. */
export function apiErrorFromStatus(
  status: Status,
  context: { readonly code?: number; readonly retryAfterSeconds?: number; readonly request?: ApiRequestInfo } = {},
): ApiError {
  const { message, reason, details } = status;
  return new ApiError({
    code: status.code ?? context.code ?? 0,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    ...(details !== undefined && { details }),
    ...(context.retryAfterSeconds !== undefined && { retryAfterSeconds: context.retryAfterSeconds }),
    ...(context.request !== undefined && { request: context.request }),
  });
}

/** For bodies without a reason: proxies answer in HTML, and the API server's own filters in plain text. */
const REASON_BY_CODE: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [406, 'NotAcceptable'],
  [409, 'Conflict'],
  [410, 'Gone'],
  [413, 'RequestEntityTooLarge'],
  [415, 'UnsupportedMediaType'],
  [422, 'Invalid'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

function reasonOf({ reason, code }: ApiErrorInit): string {
  return reason === undefined || reason === '' ? (REASON_BY_CODE.get(code) ?? 'Unknown') : reason;
}

function messageOf(init: ApiErrorInit): string {
  const said = init.message === undefined || init.message === '' ? 'no message' : init.message;
  const asked = init.request === undefined ? '' : `${init.request.method} ${init.request.path}: `;
  return `${asked}${said} (${init.code} ${reasonOf(init)})`;
}

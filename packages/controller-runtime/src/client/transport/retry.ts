import { parseTime } from '../../internal/clock/time.ts';

/** How often a call is tried again before its error is handed to the caller, who has a back-off of its own. */
export const MAX_RETRIES = 5;
/** What a server can make one call wait; the caller learns of a longer wish from `ApiError.retryAfterSeconds`. */
export const MAX_RETRY_AFTER_MS = 30_000;

/**
 * The value of a `Retry-After` header in seconds: a number or a date. `undefined` if it is missing or neither.
 *
 * @param now Milliseconds since the epoch.
 */
export function parseRetryAfter(value: string | readonly string[] | undefined, now: number): number | undefined {
  const text = (typeof value === 'string' ? value : value?.[0])?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
  // Date.parse also takes "-1" for a date, and others that are none.
  const at = /^[A-Z][a-z]{2}/.test(text) ? parseTime(text) : undefined;
  return at === undefined ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

/**
 * How long to wait before the same call is made again; `undefined`: do not.
 * A 429 was not let in, so any call may be repeated; after a 5xx with `Retry-After` only a read may, since a write may have been done.
 */
export function retryDelayMs(
  method: string,
  statusCode: number,
  retryAfterSeconds: number | undefined,
  attempt: number,
): number | undefined {
  if (attempt >= MAX_RETRIES || retryAfterSeconds === undefined) return undefined;
  const rejected = statusCode === 429 || (method === 'GET' && statusCode >= 500);
  const ms = retryAfterSeconds * 1000;
  return rejected && ms <= MAX_RETRY_AFTER_MS ? ms : undefined;
}

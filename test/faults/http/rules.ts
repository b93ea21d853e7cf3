import type { OutgoingHttpHeaders } from 'node:http';
import type { Occasions } from '../injection.ts';
import type { RequestInfo } from './request-info.ts';
import type { LineEditor } from './watch-lines.ts';

/** Which requests a rule is about. What is left out matches everything. */
export interface CallPattern {
  readonly verb?: string | readonly string[];
  readonly resource?: string;
  /** `''`: the object itself, not a subresource. */
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Anything else. */
  readonly where?: (info: RequestInfo, body: string) => boolean;
}

/**
 * When a fault strikes: `before` the server hears of the request, or when it has been `applied` and its reply is on the
 * way back and gets lost.
 */
export type Phase = 'before' | 'applied';

/** What becomes of a request. */
export type HttpAct =
  /** The client gets this answer. With phase `applied` the server has acted on the request all the same. */
  | {
      readonly kind: 'status';
      readonly code: number;
      /** `Status.reason`; the API's own for the code unless given. */
      readonly reason?: string;
      /** `Status.message`. */
      readonly message?: string;
      /** Such as `Retry-After`. */
      readonly headers?: OutgoingHttpHeaders;
      /** In place of a `Status`: sent as it is. */
      readonly body?: string;
      readonly phase?: Phase;
    }
  /** Held up for so long, before or after the server acts. */
  | { readonly kind: 'delay'; readonly ms: number; readonly phase?: Phase }
  /** The connection is reset. */
  | { readonly kind: 'reset'; readonly phase?: Phase }
  /** No answer ever comes, and the connection stays open. */
  | { readonly kind: 'hang'; readonly phase?: Phase }
  /** The head and the first `bytes` bytes of the server's body arrive, then the connection is reset. */
  | { readonly kind: 'resetInBody'; readonly bytes: number }
  /** The first `bytes` bytes of the server's body arrive, and the body ends there as if that were all of it. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  /** The server's body arrives so many bytes at a time, with a pause after each. */
  | { readonly kind: 'trickle'; readonly bytes: number; readonly pauseMs: number }
  /** The request is sent to the server twice, as a proxy that retries would; the client gets the second answer. */
  | { readonly kind: 'resend' }
  /** The client gets what the server answered when the same URL was last asked for through this proxy: time travel. */
  | { readonly kind: 'replay' }
  /** The lines of a watch (each a JSON document) pass through an editor. */
  | { readonly kind: 'editLines'; readonly edit: LineEditor }
  /** After so many lines a watch goes silent: it stays open and nothing comes any more. */
  | { readonly kind: 'stall'; readonly afterLines: number };

export interface HttpRule extends Occasions {
  readonly on: CallPattern;
  readonly act: HttpAct;
}

export function matchesCall(pattern: CallPattern, info: RequestInfo, body: string): boolean {
  const { verb, where } = pattern;
  if (verb !== undefined && ![verb].flat().includes(info.verb)) return false;
  const fields = ['resource', 'subresource', 'namespace', 'name'] as const;
  if (fields.some((field) => pattern[field] !== undefined && pattern[field] !== info[field])) return false;
  return where === undefined || where(info, body);
}

export function describeHttpRule({ on, act, skip = 0, times = 1 }: HttpRule): string {
  const path = [on.namespace, on.resource, on.name, on.subresource].filter((part) => part !== undefined).join('/');
  const what = act.kind === 'status' ? `status ${act.code}` : act.kind;
  const phase = 'phase' in act ? ` (${act.phase ?? 'before'})` : '';
  return `${what}${phase} at ${[on.verb ?? 'any'].flat().join('/')} ${path}, ${times} time(s) after ${skip}`;
}

/** The reason that the API server gives with a code. Source: `metav1.StatusReason`. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [400, 'BadRequest'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'NotFound'],
  [405, 'MethodNotAllowed'],
  [409, 'Conflict'],
  [410, 'Expired'],
  [413, 'RequestEntityTooLarge'],
  [422, 'Invalid'],
  [429, 'TooManyRequests'],
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
]);

/** A `Status` as the API server sends it. Source: `metav1.Status`. */
export function statusObject(code: number, reason?: string, message?: string): Readonly<Record<string, unknown>> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: message ?? `fault: ${code}`,
    reason: reason ?? REASONS.get(code) ?? '',
    code,
  };
}

import type { AdmissionContext, AdmissionRequest } from './request.ts';
import type { AdmissionResponse } from './response.ts';

/**
 * Answers admission requests as they come. What it throws is an answer as well: an `ApiError` keeps its status, any other
 * error denies with its message; what only a mistake in the program throws (a `TypeError`, say) is a 500 that says no more,
 * and is logged. Source: `admission.Handler`.
 */
export interface Handler {
  handle(request: AdmissionRequest, context: AdmissionContext): AdmissionResponse | Promise<AdmissionResponse>;
}

/** Source: `admission.HandlerFunc`. */
export type HandlerFunc = Handler['handle'];

export const asHandler = (handler: Handler | HandlerFunc): Handler =>
  typeof handler === 'function' ? { handle: handler } : handler;

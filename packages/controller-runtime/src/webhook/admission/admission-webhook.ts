import { toError } from '../../internal/errors.ts';
import { untilAborted } from '../../internal/abort.ts';
import type { Logger } from '../../log/index.ts';
import { answerDeadline, WebhookTimeoutError } from '../deadline.ts';
import { BadReviewError, readReview, writeBadReview, writeJson } from '../review.ts';
import { isPanic, type Webhook, type WebhookEnvironment } from '../webhook.ts';
import { AdmissionDecodeError } from './decode.ts';
import { asHandler, type Handler, type HandlerFunc } from './handler.ts';
import type { AdmissionContext, AdmissionRequest } from './request.ts';
import { errored, refusal, withWarnings, type AdmissionResponse } from './response.ts';

/** Two objects of 3 MB and 1 MB for the rest. Source: `admission.maxRequestSize`. */
const REVIEW = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', maxBytes: 7 * 1024 * 1024 } as const;
const OPERATIONS: ReadonlySet<string> = new Set(['CREATE', 'UPDATE', 'DELETE', 'CONNECT']);

/**
 * Serves a handler to the API server. A body that is no AdmissionReview of version v1 is answered with a `Status` and its
 * HTTP code; everything else with a review, whose code is 200. Source: `admission.Webhook`.
 */
export function admissionWebhook(handler: Handler | HandlerFunc): Webhook {
  const answering = asHandler(handler);
  return (environment) => async (request, response, url) => {
    let asked: AdmissionRequest;
    try {
      ({ request: asked } = await readReview<AdmissionRequest>(request, REVIEW));
      checkOperation(asked);
    } catch (error) {
      if (!(error instanceof BadReviewError)) throw error;
      environment.log.error('bad admission review', error);
      writeBadReview(response, error);
      return;
    }
    using signal = answerDeadline(url, response, environment.clock);
    const answer = await handle(answering, asked, signal, environment);
    writeJson(response, 200, { ...identity, response: encodeResponse(asked.uid, answer) });
  };
}

const identity = { apiVersion: REVIEW.apiVersion, kind: REVIEW.kind };

function checkOperation({ operation }: AdmissionRequest): void {
  if (!OPERATIONS.has(operation)) throw new BadReviewError(400, `unknown operation "${operation}"`);
}

async function handle(
  handler: Handler,
  request: AdmissionRequest,
  signal: AbortSignal,
  environment: WebhookEnvironment,
): Promise<AdmissionResponse> {
  const log = environment.log.with(fieldsOf(request));
  const warnings: string[] = [];
  const context: AdmissionContext = { request, signal, log, warn: (message) => void warnings.push(message) };
  let response: AdmissionResponse;
  try {
    // Within a promise, so that what it throws at once comes out like what it throws later.
    response = await untilAborted(
      Promise.resolve().then(() => handler.handle(request, context)),
      signal,
    );
  } catch (thrown) {
    response = responseTo(thrown, log, environment);
  }
  log.debug('admission answered', { allowed: response.allowed, code: response.status?.code });
  return withWarnings(response, ...warnings);
}

function responseTo(thrown: unknown, log: Logger, { metrics }: WebhookEnvironment): AdmissionResponse {
  const error = toError(thrown);
  if (error instanceof AdmissionDecodeError) {
    log.error('cannot decode the object of an admission review', error);
    return errored(400, error);
  }
  if (error instanceof WebhookTimeoutError) {
    log.error('admission not answered in time', error);
    return errored(504, error);
  }
  if (!isPanic(thrown)) return refusal(error);
  metrics.panicked('admission');
  log.error('the admission handler failed', error);
  // What it says is for whoever wrote the program, and may quote what nobody else should read.
  return errored(500, new Error('internal error of the webhook: see its log'));
}

/** As `admission.DefaultLogConstructor` names them. */
const fieldsOf = ({ uid, namespace, name, resource, userInfo }: AdmissionRequest) => ({
  namespace,
  name,
  resource,
  user: userInfo.username,
  requestID: uid,
});

/** Source: `admissionv1.AdmissionResponse`. */
function encodeResponse(uid: string, response: AdmissionResponse): Readonly<Record<string, unknown>> {
  const { allowed, patches = [], warnings, auditAnnotations } = response;
  const status = { code: allowed ? 200 : 403, ...response.status };
  const patch = patches.length > 0 && {
    patchType: 'JSONPatch',
    patch: Buffer.from(JSON.stringify(patches), 'utf8').toString('base64'),
  };
  return { uid, allowed, status, ...patch, warnings, auditAnnotations };
}

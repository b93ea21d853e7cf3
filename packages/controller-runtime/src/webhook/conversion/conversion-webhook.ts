import { formatObjectKey, objectKeyOf, type KubernetesObject } from '@kubewright/apimachinery';
import { untilAborted } from '../../internal/abort.ts';
import { toError } from '../../internal/errors.ts';
import { answerDeadline } from '../deadline.ts';
import { BadReviewError, readReview, writeBadReview, writeJson } from '../review.ts';
import { isPanic, type Webhook, type WebhookEnvironment } from '../webhook.ts';
import type { ConversionContext, Converter } from './converter.ts';

interface ConversionRequest {
  readonly uid: string;
  readonly desiredAPIVersion: string;
  readonly objects: readonly KubernetesObject[];
}

/** A review holds a page of a list: many objects of up to 3 MB. The original has no limit; this one only ends abuse. */
const REVIEW = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'ConversionReview',
  maxBytes: 256 * 1024 * 1024,
} as const;

/**
 * Converts custom resources for the API server. One object that cannot be converted fails its review, in which the API
 * server is told which and why. Source: `conversion.NewWebhookHandler`.
 *
 * @param converterFor The converter of a group and kind; may know more of them later.
 */
export function conversionWebhook(converterFor: (group: string, kind: string) => Converter | undefined): Webhook {
  return (environment) => async (request, response, url) => {
    let asked: ConversionRequest;
    try {
      ({ request: asked } = await readReview<ConversionRequest>(request, REVIEW));
      if (!Array.isArray(asked.objects)) throw new BadReviewError(400, 'the ConversionReview has no objects');
    } catch (error) {
      if (!(error instanceof BadReviewError)) throw error;
      environment.log.error('bad conversion review', error);
      writeBadReview(response, error);
      return;
    }
    using signal = answerDeadline(url, response, environment.clock);
    const log = environment.log.with({ requestID: asked.uid, desiredAPIVersion: asked.desiredAPIVersion });
    const answer = await convertAll(asked, converterFor, { signal, log }, environment);
    writeJson(response, 200, {
      apiVersion: REVIEW.apiVersion,
      kind: REVIEW.kind,
      response: { uid: asked.uid, ...answer },
    });
  };
}

/** Source: `apiextensionsv1.ConversionResponse`. */
interface ConversionAnswer {
  readonly convertedObjects?: readonly KubernetesObject[];
  readonly result: { readonly status: 'Success' } | { readonly status: 'Failure'; readonly message: string };
}

async function convertAll(
  { desiredAPIVersion, objects }: ConversionRequest,
  converterFor: (group: string, kind: string) => Converter | undefined,
  context: ConversionContext,
  { metrics }: WebhookEnvironment,
): Promise<ConversionAnswer> {
  const convertedObjects: KubernetesObject[] = [];
  for (const object of objects) {
    try {
      const { apiVersion = '', kind = '' } = object;
      const group = apiVersion.slice(0, Math.max(apiVersion.lastIndexOf('/'), 0));
      const converter = converterFor(group, kind);
      if (converter === undefined) throw new Error(`no converter is registered for ${kind} of ${group}`);
      const converting = converter.convert(object, desiredAPIVersion, context);
      convertedObjects.push(await untilAborted(converting, context.signal));
    } catch (thrown) {
      const error = toError(thrown);
      context.log.error('conversion failed', error, { from: object.apiVersion, kind: object.kind });
      const panicked = isPanic(thrown);
      if (panicked) metrics.panicked('conversion');
      const why = panicked ? 'internal error of the webhook: see its log' : error.message;
      const message = `cannot convert ${nameOf(object)} to ${desiredAPIVersion}: ${why}`;
      return { result: { status: 'Failure', message } };
    }
  }
  return { convertedObjects, result: { status: 'Success' } };
}

/** Also of what is no object. */
function nameOf(object: Partial<KubernetesObject>): string {
  const { kind = 'an object', metadata } = object;
  return metadata === undefined ? kind : `${kind} ${formatObjectKey(objectKeyOf({ metadata }))}`;
}

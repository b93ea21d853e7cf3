import {
  ApiError,
  apiErrorFromStatus,
  isFailureStatus,
  type Kind,
  type KubernetesObject,
} from '@kubewright/apimachinery';
import type { WatchLine } from '../client.ts';
import { asObject, DecodeError, metadataOf, parseJson } from '../decode.ts';

/** Source: `metav1.InitialEventsAnnotationKey`. */
const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/**
 * Reads one line of a watch.
 *
 * @throws ApiError for an `ERROR` line, such as 410 `Expired`; DecodeError for a line that is none.
 */
export function decodeWatchLine<T extends KubernetesObject>(kind: Kind<T>, text: string): WatchLine<T> {
  const line = parseJson(text, `watch of ${kind.plural}`) as {
    readonly type?: unknown;
    readonly object?: unknown;
  } | null;
  switch (line?.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type: line.type, object: asObject(kind, line.object) };
    case 'BOOKMARK': {
      const { resourceVersion, annotations } = metadataOf(kind, line.object);
      return annotations?.[INITIAL_EVENTS_END] === 'true'
        ? { type: 'BOOKMARK', resourceVersion, initialEventsEnd: true }
        : { type: 'BOOKMARK', resourceVersion };
    }
    case 'ERROR':
      throw isFailureStatus(line.object)
        ? apiErrorFromStatus(line.object)
        : new ApiError({ code: 500, message: `watch of ${kind.plural}: an error line without a status` });
    default:
      throw new DecodeError(`watch of ${kind.plural}: a line of an unknown type`);
  }
}

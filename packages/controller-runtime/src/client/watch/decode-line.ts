import {
  ApiError,
  apiErrorFromStatus,
  isFailureStatus,
  type Kind,
  type KubernetesObject,
} from '@kubewright/apimachinery';
import type { WatchLine } from '../client.ts';
import { asObject, DecodeError, parseJson } from '../decode.ts';

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
      const { resourceVersion } = asObject(kind, line.object).metadata;
      return { type: 'BOOKMARK', resourceVersion };
    }
    case 'ERROR':
      throw isFailureStatus(line.object)
        ? apiErrorFromStatus(line.object)
        : new ApiError({ code: 500, message: `watch of ${kind.plural}: an error line without a status` });
    default:
      throw new DecodeError(`watch of ${kind.plural}: a line of an unknown type`);
  }
}

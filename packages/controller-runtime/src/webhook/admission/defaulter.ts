import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import type { Draft } from './draft.ts';
import { decodeObject } from './decode.ts';
import type { Handler } from './handler.ts';
import type { AdmissionContext } from './request.ts';
import { allowed, patchResponse } from './response.ts';

/** Nothing, when the object was changed in place. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function without `return` shall do
type Changed<T> = Draft<T> | T | void;

/**
 * Sets defaults. Source: `admission.Defaulter`, `webhook.CustomDefaulter`.
 */
export interface Defaulter<T extends KubernetesObject> {
  /**
   * Changes `object`, which is a copy, in place, or returns another. Called when an object is created or updated. What it
   * throws refuses the operation, as with {@link Handler}.
   */
  default(object: Draft<T>, context: AdmissionContext): Changed<T> | Promise<Changed<T>>;
}

/**
 * A handler that answers with the patches of what `defaulter` changed. Fields that the program's types do not know stay as
 * they are. Source: `admission.WithDefaulter`.
 */
export function withDefaulter<T extends KubernetesObject>(kind: Kind<T>, defaulter: Defaulter<T>): Handler {
  return {
    handle: async (request, context) => {
      // There is no object that could be changed.
      if (request.operation === 'DELETE') return allowed();
      const object = decodeObject(kind, request.object);
      const copy = structuredClone(object) as Draft<T>;
      const changed = (await defaulter.default(copy, context)) ?? copy;
      return patchResponse(object, changed);
    },
  };
}

import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import { decodeObject } from './decode.ts';
import type { Handler } from './handler.ts';
import type { AdmissionContext } from './request.ts';
import { allowed, withWarnings } from './response.ts';

/** Shown to the user. Source: `admission.Warnings`. */
export type Warnings = readonly string[];

/** Nothing, when there is nothing to warn of. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function without `return` shall do
type Allowed = Warnings | void;
type Verdict = Allowed | Promise<Allowed>;

/**
 * Says whether an object may be created, updated or deleted: returns, with warnings if there are any, or throws why not, as
 * with {@link Handler}. What it has no method for is allowed. With `context.warn` a refusal has warnings, too.
 * Source: `admission.Validator`, `webhook.CustomValidator`.
 */
export interface Validator<T extends KubernetesObject> {
  validateCreate?(object: T, context: AdmissionContext): Verdict;
  validateUpdate?(oldObject: T, newObject: T, context: AdmissionContext): Verdict;
  validateDelete?(object: T, context: AdmissionContext): Verdict;
}

/** Source: `admission.WithValidator`. */
export function withValidator<T extends KubernetesObject>(kind: Kind<T>, validator: Validator<T>): Handler {
  const judge = (context: AdmissionContext): Verdict => {
    const { operation, object, oldObject } = context.request;
    switch (operation) {
      case 'CREATE':
        return validator.validateCreate?.(decodeObject(kind, object), context);
      case 'UPDATE':
        return validator.validateUpdate?.(decodeObject(kind, oldObject), decodeObject(kind, object), context);
      case 'DELETE':
        return validator.validateDelete?.(decodeObject(kind, oldObject), context);
      case 'CONNECT':
        return undefined;
    }
  };
  return {
    handle: async (_request, context) => withWarnings(allowed(), ...((await judge(context)) ?? [])),
  };
}

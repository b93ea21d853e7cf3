import { findApiError, type Status } from '@kubewright/apimachinery';
import type { JsonPatchOperation } from '../../client/index.ts';
import { diff } from './json-diff.ts';

/** The answer of a handler. Source: `admission.Response`. */
export interface AdmissionResponse {
  readonly allowed: boolean;
  /** Why; users read it when `allowed` is false. */
  readonly status?: Status;
  /** What to change in the object. Mutating webhooks only. */
  readonly patches?: readonly JsonPatchOperation[];
  /** Shown to the user. */
  readonly warnings?: readonly string[];
  /** For the API server's audit log, under the webhook's name. */
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/** The operation may go on. Source: `admission.Allowed`. */
export const allowed = (message = ''): AdmissionResponse => ({
  allowed: true,
  status: { code: 200, ...(message !== '' && { message }) },
});

/** The operation may not: 403. Source: `admission.Denied`. */
export const denied = (message: string): AdmissionResponse => ({
  allowed: false,
  status: { status: 'Failure', code: 403, reason: 'Forbidden', message },
});

/** The operation may go on with a changed object. Source: `admission.Patched`. */
export const patched = (message: string, ...patches: readonly JsonPatchOperation[]): AdmissionResponse => ({
  ...allowed(message),
  patches,
});

/** The question could not be answered. Source: `admission.Errored`. */
export const errored = (code: number, error: Error): AdmissionResponse => ({
  allowed: false,
  status: { status: 'Failure', code, message: error.message },
});

/** Patches that turn one object into the other, and no others. Source: `admission.PatchResponseFromRaw`. */
export const patchResponse = (original: unknown, current: unknown): AdmissionResponse => {
  const patches = diff(original, current);
  return patches.length === 0 ? allowed() : { ...allowed(), patches };
};

/** Adds to the warnings that are there. Source: `admission.Response.WithWarnings`. */
export const withWarnings = (response: AdmissionResponse, ...warnings: readonly string[]): AdmissionResponse =>
  warnings.length === 0 ? response : { ...response, warnings: [...(response.warnings ?? []), ...warnings] };

/** An `ApiError`, wrapped or not, keeps its status; any other error denies with its message. */
export const refusal = (error: Error): AdmissionResponse => {
  const status = findApiError(error)?.status();
  return status === undefined ? denied(error.message) : { allowed: false, status };
};

/** Write a webhook for a kind. */
export { withDefaulter, type Defaulter } from './defaulter.ts';
export { withValidator, type Validator, type Warnings } from './validator.ts';
export type { Draft } from './draft.ts';
/** Write one for anything. */
export { admissionWebhook } from './admission-webhook.ts';
export { decodeObject, AdmissionDecodeError } from './decode.ts';
export type { Handler, HandlerFunc } from './handler.ts';
export { multiMutatingHandler, multiValidatingHandler } from './multi-handler.ts';
export type { AdmissionContext, AdmissionRequest, GroupVersionResource, Operation, UserInfo } from './request.ts';
/** Answer. */
export { allowed, denied, errored, patched, patchResponse, withWarnings, type AdmissionResponse } from './response.ts';

import type { GroupVersionKind } from '../meta/kind.ts';
import { ApiError } from './api-error.ts';
import type { StatusCause } from './status.ts';

/** What is wrong with one field. Source: `field.Error`. */
export type FieldError = Required<StatusCause>;

/**
 * Says what is wrong with a field, by its path, such as `spec.schedule` or `spec.rules[0].host`, in the words of the API
 * server. Values are quoted: not for what is secret. Source: `k8s.io/apimachinery/pkg/util/validation/field`.
 */
export const field = {
  /** The value cannot be. */
  invalid: (path: string, value: unknown, detail: string): FieldError =>
    fieldError('FieldValueInvalid', path, `Invalid value: ${quote(value)}`, detail),
  /** There is no value. */
  required: (path: string, detail = ''): FieldError => fieldError('FieldValueRequired', path, 'Required value', detail),
  /** The value is none of those that can be. */
  notSupported: (path: string, value: unknown, supported: readonly string[]): FieldError =>
    fieldError(
      'FieldValueNotSupported',
      path,
      `Unsupported value: ${quote(value)}`,
      supported.length === 0 ? '' : `supported values: ${supported.map(quote).join(', ')}`,
    ),
  /** The value may be there once. */
  duplicate: (path: string, value: unknown): FieldError =>
    fieldError('FieldValueDuplicate', path, `Duplicate value: ${quote(value)}`),
  /** What the value names is not there. */
  notFound: (path: string, value: unknown): FieldError =>
    fieldError('FieldValueNotFound', path, `Not found: ${quote(value)}`),
  /** There may be no value, or no change of it. */
  forbidden: (path: string, detail: string): FieldError => fieldError('FieldValueForbidden', path, 'Forbidden', detail),
  /** The value has too many characters. */
  tooLong: (path: string, maxLength: number): FieldError =>
    fieldError('FieldValueTooLong', path, 'Too long', `may not be more than ${maxLength} characters`),
} as const;

/**
 * The error of an object whose fields are wrong: 422 `Invalid`, with a cause for each. For validating webhooks.
 * Source: `apierrors.NewInvalid`.
 */
export function newInvalid(
  { group, kind }: Pick<GroupVersionKind, 'group' | 'kind'>,
  name: string,
  causes: readonly FieldError[],
): ApiError {
  const faults = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const list = faults.length === 1 ? faults.join() : `[${faults.join(', ')}]`;
  return new ApiError({
    code: 422,
    reason: 'Invalid',
    message: `${group === '' ? kind : `${kind}.${group}`} ${quote(name)} is invalid: ${list}`,
    details: { name, group, kind, causes },
  });
}

const fieldError = (reason: string, path: string, fault: string, detail = ''): FieldError => ({
  reason,
  message: detail === '' ? fault : `${fault}: ${detail}`,
  field: path,
});

/** As Go quotes: text in quotation marks, all else as JSON; `null` where there is nothing. */
const quote = (value: unknown): string => JSON.stringify(value ?? null);

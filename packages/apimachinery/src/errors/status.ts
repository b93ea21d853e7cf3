/** One thing that was wrong. Source: `metav1.StatusCause`. */
export interface StatusCause {
  /** For programs, such as `FieldValueInvalid`. */
  readonly reason?: string;
  /** For people. */
  readonly message?: string;
  /** The field at fault, such as `spec.age`. */
  readonly field?: string;
}

/** Source: `metav1.StatusDetails`. */
export interface StatusDetails {
  /** The object's name, where one was named. */
  readonly name?: string;
  readonly group?: string;
  /** The resource (plural) at fault; for some errors the kind. */
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  /** Try again after this many seconds. */
  readonly retryAfterSeconds?: number;
}

/** What an API server answers instead of an object. Source: `metav1.Status`. */
export interface Status {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly status?: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  /** The HTTP status. */
  readonly code?: number;
}

/** True for the JSON of a `Status` that reports a failure. */
export function isFailureStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'Status' && !isSuccess(value);
}

const isSuccess = (value: object): boolean => 'status' in value && value.status === 'Success';

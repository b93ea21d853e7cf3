/**
 * The scalar types of Kubernetes APIs that TypeScript has no word for. At run time each is what JSON carries; the name
 * is what controller-gen reads a type and a format from. A bare `number` says neither, so it refuses one.
 */

/** A whole number. Go: `int`. Schema: `integer`, without a format. */
export type int = number;
/** A whole number of 32 bits: −2³¹ to 2³¹ − 1. Schema: `integer`, format `int32`. */
export type int32 = number;
/** A whole number of 64 bits. JavaScript keeps it exact only within ±(2⁵³ − 1). Schema: `integer`, format `int64`. */
export type int64 = number;
/** Schema: `number`. API conventions discourage it; controller-gen asks for `crd:allowDangerousTypes=true`. */
export type float32 = number;
/** Schema: `number`. API conventions discourage it; controller-gen asks for `crd:allowDangerousTypes=true`. */
export type float64 = number;
/** Binary data in base64. Go: `[]byte`. Schema: `string`, format `byte`. */
export type bytes = string;

/** A quantity such as `500m` or `2Gi`. A server answers with a string; a plain number is accepted. Source: `resource.Quantity`. */
export type Quantity = string | number;
/** A number, or a string such as `25%` or a port's name. Source: `intstr.IntOrString`. */
export type IntOrString = number | string;
/** RFC 3339, whole seconds, such as `2026-01-31T12:00:00Z`. Source: `metav1.Time`. */
export type Time = string;
/** RFC 3339 with microseconds. Source: `metav1.MicroTime`. */
export type MicroTime = string;
/** Go's notation, such as `1h30m`. Source: `metav1.Duration`. */
export type Duration = string;

/** Any object, kept as it was sent. Source: `runtime.RawExtension`. */
export type RawExtension = Readonly<Record<string, unknown>>;
/** Any JSON value. Source: `apiextensionsv1.JSON`. */
export type JSONValue =
  null | boolean | number | string | readonly JSONValue[] | { readonly [name: string]: JSONValue };

import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { MarkerData } from '../markers/value.ts';

/** A reference to the schema of a named type, to be replaced by it. */
export interface TypeRef {
  readonly id: string;
  /** Where the type is used: the place to blame if it cannot be resolved. */
  readonly location: SourceLocation;
}

/** Source: `apiextensionsv1.ValidationRule`. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string | undefined;
  readonly messageExpression?: string | undefined;
  readonly reason?: string | undefined;
  readonly fieldPath?: string | undefined;
  readonly optionalOldSelf?: boolean | undefined;
  /** Where the rule was written; not part of the manifest. */
  readonly location?: SourceLocation | undefined;
}

/**
 * A schema under construction. The names are those of the manifest (`apiextensionsv1.JSONSchemaProps`), except for
 * `ref`, which is gone from a finished schema, and for the places in the source.
 */
export interface JsonSchema {
  ref?: TypeRef;
  /** Where the field is declared that the schema is of; not part of the manifest. */
  location?: SourceLocation;
  /** Where the default and the example are written; not part of the manifest. */
  defaultLocation?: SourceLocation;
  exampleLocation?: SourceLocation;
  description?: string;
  type?: string;
  format?: string;
  title?: string;
  default?: MarkerData;
  example?: MarkerData;
  maximum?: number;
  minimum?: number;
  exclusiveMaximum?: boolean;
  exclusiveMinimum?: boolean;
  multipleOf?: number;
  maxLength?: number;
  minLength?: number;
  pattern?: string;
  maxItems?: number;
  minItems?: number;
  uniqueItems?: boolean;
  maxProperties?: number;
  minProperties?: number;
  enum?: readonly MarkerData[];
  nullable?: boolean;
  required?: readonly string[];
  properties?: ReadonlyMap<string, JsonSchema>;
  /** A schema for the values of a map, or true for any. */
  additionalProperties?: JsonSchema | true;
  items?: JsonSchema;
  allOf?: readonly JsonSchema[];
  anyOf?: readonly JsonSchema[];
  externalDocs?: { readonly url: string; readonly description?: string };
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-map-keys'?: readonly string[];
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-validations'?: readonly ValidationRule[];
}

export type SchemaKey = keyof JsonSchema;

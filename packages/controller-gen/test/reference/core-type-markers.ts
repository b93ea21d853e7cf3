/** A schema as the real controller-gen has it before references are resolved. */
export interface GoSchema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minProperties?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, GoSchema>>;
  readonly items?: GoSchema;
  readonly additionalProperties?: GoSchema;
  readonly allOf?: readonly GoSchema[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message?: string }[];
}

/** Every keyword that is said in TypeScript or by a marker below: another one must not get lost. */
const KNOWN_KEYWORDS: ReadonlySet<string> = new Set([
  ...['$ref', 'description', 'type', 'format', 'default', 'enum', 'minLength', 'maxLength', 'pattern', 'minProperties'],
  ...['maxItems', 'minimum', 'maximum'],
  ...['required', 'properties', 'items', 'additionalProperties', 'allOf', 'x-kubernetes-list-type'],
  ...['x-kubernetes-list-map-keys', 'x-kubernetes-map-type', 'x-kubernetes-validations'],
]);

export function typeMarkers(schema: GoSchema): readonly string[] {
  const mapType = schema['x-kubernetes-map-type'];
  const structType = schema.additionalProperties === undefined ? 'structType' : 'mapType';
  return [...constraints(schema), ...(mapType === undefined ? [] : [`+${structType}=${mapType}`])];
}

export function fieldMarkers(schema: GoSchema): readonly string[] {
  const mapType = schema['x-kubernetes-map-type'];
  const isStruct = schema.additionalProperties === undefined;
  return [
    ...constraints(schema),
    ...(mapType === undefined ? [] : [`+${isStruct ? 'structType' : 'mapType'}=${mapType}`]),
    ...(schema.default === undefined ? [] : [`+default=${JSON.stringify(schema.default)}`]),
  ];
}

/** As a string of Go, and without what would end the comment. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('*/', '*\\u002f');

function constraints(schema: GoSchema): readonly string[] {
  for (const key of Object.keys(schema)) if (!KNOWN_KEYWORDS.has(key)) throw new Error(`no marker for ${key}`);
  const said = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`+kubebuilder:validation:${name}=${value}`];
  return [
    ...said('Enum', schema.enum?.map((value) => JSON.stringify(value)).join(';')),
    ...said('MinLength', schema.minLength),
    ...said('MaxLength', schema.maxLength),
    ...said('Pattern', schema.pattern === undefined ? undefined : quoted(schema.pattern)),
    ...said('MinProperties', schema.minProperties),
    ...said('MaxItems', schema.maxItems),
    ...said('Minimum', schema.minimum),
    ...said('Maximum', schema.maximum),
    ...(schema['x-kubernetes-list-type'] === undefined ? [] : [`+listType=${schema['x-kubernetes-list-type']}`]),
    ...(schema['x-kubernetes-list-map-keys'] ?? []).map((key) => `+listMapKey=${key}`),
    ...(schema['x-kubernetes-validations'] ?? []).map(
      ({ rule, message }) =>
        `+kubebuilder:validation:XValidation:rule=${JSON.stringify(rule)}${message === undefined ? '' : `,message=${JSON.stringify(message)}`}`,
    ),
  ];
}

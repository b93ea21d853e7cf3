import type { JsonSchema, SchemaKey } from './json-schema.ts';

/** Documentation is settled where a type is used; enums and `allOf` have rules of their own. */
const NOT_MERGED: ReadonlySet<SchemaKey> = new Set([
  'allOf',
  'title',
  'description',
  'example',
  'externalDocs',
  'enum',
]);
/** The later value wins. */
const LAST_WINS: ReadonlySet<SchemaKey> = new Set([
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-map-type',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'location',
  'defaultLocation',
  'exampleLocation',
]);
/** Kept behind a pointer in Go: two of them are never equal there, and stay side by side even if their values are. */
const BY_POINTER: ReadonlySet<SchemaKey> = new Set([
  'maximum',
  'minimum',
  'multipleOf',
  'maxLength',
  'minLength',
  'maxItems',
  'minItems',
  'default',
]);

/** Kept by value in Go: false and the empty string say nothing. */
const BY_VALUE: ReadonlySet<SchemaKey> = new Set([
  'type',
  'format',
  'pattern',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'uniqueItems',
  'nullable',
]);

function isAbsent(schema: JsonSchema, key: SchemaKey): boolean {
  const value = schema[key];
  return value === undefined || (BY_VALUE.has(key) && (value === false || value === ''));
}

/**
 * Adds what `source` says to `target`. What both say differently, and what cannot be joined, both keep in `allOf`.
 *
 * Source: `flattenAllOfInto` of controller-tools' pkg/crd.
 */
export function mergeInto(target: JsonSchema, source: JsonSchema, report: (message: string) => void): void {
  for (const part of source.allOf ?? []) mergeInto(target, part, report);
  const leftOfTarget: JsonSchema = {};
  const leftOfSource: JsonSchema = {};
  for (const key of Object.keys(source) as SchemaKey[]) {
    if (NOT_MERGED.has(key) || isAbsent(source, key)) continue;
    if (isAbsent(target, key)) assign(target, key, source[key]);
    else if (!mergeMember(target, source, key, report)) {
      assign(leftOfSource, key, source[key]);
      assign(leftOfTarget, key, target[key]);
      Reflect.deleteProperty(target, key);
    }
  }
  if (source.enum !== undefined && source.enum.length > 0) target.enum ??= source.enum;
  if (Object.keys(leftOfSource).length > 0) target.allOf = [...(target.allOf ?? []), leftOfTarget, leftOfSource];
}

/** Joins a member that both have. False: they cannot be joined. */
function mergeMember(
  target: JsonSchema,
  source: JsonSchema,
  key: SchemaKey,
  report: (message: string) => void,
): boolean {
  switch (key) {
    case 'properties':
      target.properties = mergeProperties(target.properties, source.properties, report);
      return true;
    case 'required':
      target.required = [...new Set([...(target.required ?? []), ...(source.required ?? [])])].sort();
      return true;
    case 'additionalProperties':
      mergeAdditionalProperties(target, source.additionalProperties, report);
      return true;
    case 'x-kubernetes-validations':
      target[key] = [...(source[key] ?? []), ...(target[key] ?? [])];
      return true;
    case 'type':
      if (target.type !== source.type)
        report(`one type, two schema types: ${target.type ?? ''} and ${source.type ?? ''}`);
      return true;
    default:
      if (LAST_WINS.has(key)) assign(target, key, source[key]);
      else if (BY_POINTER.has(key)) return false;
      return LAST_WINS.has(key) || isEqual(target[key], source[key]);
  }
}

function mergeProperties(
  target: JsonSchema['properties'] = new Map<string, JsonSchema>(),
  source: JsonSchema['properties'] = new Map<string, JsonSchema>(),
  report: (message: string) => void,
): ReadonlyMap<string, JsonSchema> {
  const merged = new Map(target);
  for (const [name, property] of source) {
    const own = merged.get(name);
    if (own === undefined) merged.set(name, property);
    else {
      const both = { ...own };
      mergeInto(both, property, report);
      merged.set(name, both);
    }
  }
  return merged;
}

function mergeAdditionalProperties(
  target: JsonSchema,
  source: JsonSchema['additionalProperties'],
  report: (message: string) => void,
): void {
  if (source === undefined || source === true) return;
  const merged = target.additionalProperties === true ? {} : { ...target.additionalProperties };
  mergeInto(merged, source, report);
  target.additionalProperties = merged;
}

/** TypeScript cannot see that key and value belong together. */
function assign<K extends SchemaKey>(schema: JsonSchema, key: K, value: JsonSchema[K]): void {
  if (value !== undefined) schema[key] = value;
}

/** Scalars only: Go compares lists and references by identity, so equal ones stay side by side. */
function isEqual(a: unknown, b: unknown): boolean {
  return a === b;
}

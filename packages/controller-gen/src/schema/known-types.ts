import type { JsonSchema } from './json-schema.ts';
import { KNOWN_SCHEMAS } from './zz_generated.known-schemas.ts';

/** The package whose types are known by name. */
export const APIMACHINERY = '@kubewright/apimachinery';

/** Scalars that stand for a basic type of Go: they leave no reference behind. Source: `builtinToType`. */
const SCALARS: ReadonlyMap<string, Readonly<JsonSchema>> = new Map([
  ['int', { type: 'integer' }],
  ['int32', { type: 'integer', format: 'int32' }],
  ['int64', { type: 'integer', format: 'int64' }],
  ['float32', { type: 'number' }],
  ['float64', { type: 'number' }],
  ['bytes', { type: 'string', format: 'byte' }],
]);

const INT_OR_STRING: Readonly<JsonSchema> = {
  'x-kubernetes-int-or-string': true,
  anyOf: [{ type: 'integer' }, { type: 'string' }],
};

/** Source: `KnownPackages` of controller-tools' pkg/crd. */
const BY_HAND: ReadonlyMap<string, Readonly<JsonSchema>> = new Map([
  ['ObjectMeta', { type: 'object' }],
  ['Time', { type: 'string', format: 'date-time' }],
  ['MicroTime', { type: 'string', format: 'date-time' }],
  ['Duration', { type: 'string' }],
  [
    'Quantity',
    {
      ...INT_OR_STRING,
      pattern:
        '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
    },
  ],
  ['IntOrString', INT_OR_STRING],
  ['RawExtension', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }],
  ['JSONValue', { 'x-kubernetes-preserve-unknown-fields': true }],
]);

const text = (): JsonSchema => ({ type: 'string' });
const texts = (): JsonSchema => ({ type: 'object', additionalProperties: text() });

/** The part of ObjectMeta that `crd:generateEmbeddedObjectMeta=true` describes. Source: `ObjectMetaPackages`. */
const EMBEDDED_OBJECT_META = (): JsonSchema => ({
  type: 'object',
  properties: new Map<string, JsonSchema>([
    ['name', text()],
    ['namespace', text()],
    ['annotations', texts()],
    ['labels', texts()],
    ['finalizers', { type: 'array', items: text() }],
  ]),
});

/** The schema of a scalar that apimachinery declares, such as `int32`. */
export function scalarSchema(name: string): JsonSchema | undefined {
  const schema = SCALARS.get(name);
  return schema === undefined ? undefined : { ...schema };
}

export const SCALAR_NAMES: readonly string[] = [...SCALARS.keys()].filter((name) => name !== 'bytes');

/** The schema of another known type of apimachinery, such as `Time` or `Condition`. */
export function knownSchema(name: string, embeddedObjectMeta: boolean): JsonSchema | undefined {
  if (name === 'ObjectMeta' && embeddedObjectMeta) return EMBEDDED_OBJECT_META();
  const byHand = BY_HAND.get(name);
  if (byHand !== undefined) return structuredClone(byHand);
  const generated = Object.hasOwn(KNOWN_SCHEMAS, name) ? KNOWN_SCHEMAS[name] : undefined;
  return generated === undefined ? undefined : fromManifest(generated);
}

/** A schema as a manifest has it: properties are an object. */
export type ManifestSchema = Readonly<Record<string, unknown>>;

function fromManifest(schema: ManifestSchema): JsonSchema {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') {
      const properties = Object.entries(value as Record<string, ManifestSchema>);
      result[key] = new Map(properties.map(([name, property]) => [name, fromManifest(property)]));
    } else if (key === 'items' || (key === 'additionalProperties' && value !== true)) {
      result[key] = fromManifest(value as ManifestSchema);
    } else if (key === 'allOf' || key === 'anyOf') {
      result[key] = (value as readonly ManifestSchema[]).map(fromManifest);
    } else result[key] = value;
  }
  return result;
}

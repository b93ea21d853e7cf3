import type { Diagnostics, SourceLocation } from '../../diagnostics/diagnostic.ts';
import type { MarkerData } from '../../markers/value.ts';
import type { JsonSchema, SchemaKey } from '../json-schema.ts';
import { problemsOf } from './value.ts';

/** What a structural schema must not say inside of `allOf`. */
const NOT_IN_ALL_OF: readonly SchemaKey[] = ['type', 'default', 'nullable', 'additionalProperties', 'description'];

/**
 * Looks through a finished schema for what an API server would refuse: defaults and examples that break their own
 * schema, parts without a type, and lists whose keys do not tell their items apart.
 *
 * Source: `ValidateStructural` and `ValidateDefaults` of apiextensions-apiserver.
 *
 * @param location to blame where no field is known.
 */
export function checkSchema(schema: JsonSchema, location: SourceLocation, diagnostics: Diagnostics): void {
  const place = schema.location ?? location;
  for (const problem of structuralProblems(schema)) diagnostics.error(place, problem);
  checkValue('default', schema.default, schema, schema.defaultLocation ?? place, diagnostics);
  checkValue('example', schema.example, schema, schema.exampleLocation ?? place, diagnostics);
  if (schema.items !== undefined) checkSchema(schema.items, place, diagnostics);
  for (const property of schema.properties?.values() ?? []) checkSchema(property, place, diagnostics);
  const { additionalProperties } = schema;
  if (typeof additionalProperties === 'object') checkSchema(additionalProperties, place, diagnostics);
}

function checkValue(
  what: string,
  value: MarkerData | undefined,
  schema: JsonSchema,
  location: SourceLocation,
  diagnostics: Diagnostics,
): void {
  if (value === undefined) return;
  for (const problem of problemsOf(value, schema)) {
    diagnostics.error(location, `the ${what} breaks its own schema: it ${problem}`);
  }
}

function structuralProblems(schema: JsonSchema): readonly string[] {
  const problems: string[] = [];
  const anyType = schema['x-kubernetes-int-or-string'] ?? schema['x-kubernetes-preserve-unknown-fields'] ?? false;
  if ((schema.type === undefined || schema.type === '') && !anyType) {
    problems.push(
      'the schema has no type: add +kubebuilder:validation:Type or +kubebuilder:pruning:PreserveUnknownFields',
    );
  }
  for (const part of schema.allOf ?? []) {
    const stray = NOT_IN_ALL_OF.filter((key) => part[key] !== undefined);
    for (const key of stray) {
      problems.push(`the type and its use say different things about ${key}, and a structural schema cannot hold both`);
    }
  }
  return [...problems, ...listMapProblems(schema)];
}

function listMapProblems(schema: JsonSchema): readonly string[] {
  if (schema['x-kubernetes-list-type'] !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  if (keys.length === 0) return ['a list of type map needs +listMapKey'];
  const { properties, required = [] } = schema.items ?? {};
  return keys.flatMap((key) => {
    const property = properties?.get(key);
    if (property === undefined) return [`the items of the list have no field ${key} to be a key`];
    if (property.type === 'object' || property.type === 'array') return [`the key ${key} of the list must be a scalar`];
    const always = required.includes(key) || property.default !== undefined;
    return always ? [] : [`the key ${key} of the list must be required or have a default`];
  });
}

import type { YamlMapping, YamlValue } from '../yaml/value.ts';
import type { JsonSchema, ValidationRule } from './json-schema.ts';

/** A finished schema as it stands in a manifest. Go's `omitempty` leaves out false, empty and absent members. */
export function schemaToYaml(schema: JsonSchema): YamlMapping {
  const { properties, additionalProperties, items, allOf, anyOf, ...rest } = schema;
  return {
    ...rest,
    ref: undefined,
    location: undefined,
    defaultLocation: undefined,
    exampleLocation: undefined,
    description: nonEmpty(rest.description),
    type: nonEmpty(rest.type),
    format: nonEmpty(rest.format),
    title: nonEmpty(rest.title),
    pattern: nonEmpty(rest.pattern),
    exclusiveMaximum: orAbsent(rest.exclusiveMaximum),
    exclusiveMinimum: orAbsent(rest.exclusiveMinimum),
    uniqueItems: orAbsent(rest.uniqueItems),
    nullable: orAbsent(rest.nullable),
    enum: nonEmpty(rest.enum),
    required: nonEmpty(rest.required),
    properties: properties === undefined || properties.size === 0 ? undefined : mapToYaml(properties),
    additionalProperties:
      additionalProperties === undefined || additionalProperties === true
        ? additionalProperties
        : schemaToYaml(additionalProperties),
    items: items === undefined ? undefined : schemaToYaml(items),
    allOf: nonEmpty(allOf?.map(schemaToYaml)),
    anyOf: nonEmpty(anyOf?.map(schemaToYaml)),
    'x-kubernetes-validations': nonEmpty(rest['x-kubernetes-validations']?.map(ruleToYaml)),
  };
}

function mapToYaml(properties: ReadonlyMap<string, JsonSchema>): YamlMapping {
  return Object.fromEntries([...properties].map(([name, schema]) => [name, schemaToYaml(schema)]));
}

function ruleToYaml({ location: _, ...rule }: ValidationRule): YamlValue {
  return {
    ...rule,
    message: nonEmpty(rule.message),
    messageExpression: nonEmpty(rule.messageExpression),
    reason: nonEmpty(rule.reason),
    fieldPath: nonEmpty(rule.fieldPath),
  };
}

function nonEmpty<T extends { readonly length: number }>(value: T | undefined): T | undefined {
  return value === undefined || value.length === 0 ? undefined : value;
}

const orAbsent = (value: boolean | undefined): true | undefined => (value === true ? true : undefined);

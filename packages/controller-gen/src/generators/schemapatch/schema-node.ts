import { Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { JsonSchema } from '../../schema/json-schema.ts';
import { schemaToYaml } from '../../schema/to-yaml.ts';
import { styleOf } from '../../yaml/scalar-style.ts';
import { isSequence, type YamlMapping, type YamlValue } from '../../yaml/value.ts';

/** The order in which Go writes the members. Source: `JSONSchemaProps` and the structs in it. */
const SCHEMA_ORDER = [
  'description',
  'type',
  'format',
  'title',
  'default',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'enum',
  'maxProperties',
  'minProperties',
  'required',
  'items',
  'allOf',
  'oneOf',
  'anyOf',
  'not',
  'properties',
  'additionalProperties',
  'externalDocs',
  'example',
  'nullable',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-validations',
];
const RULE_ORDER = ['rule', 'message', 'messageExpression', 'reason', 'fieldPath', 'optionalOldSelf'];
const DOCS_ORDER = ['description', 'url'];

type Members = readonly (readonly [key: string, node: YAMLMap | YAMLSeq | Scalar])[];

/** A finished schema as nodes, in the order and the styles of the original. */
export function schemaNode(schema: JsonSchema): YAMLMap {
  return schemaMembers(schemaToYaml(schema));
}

function schemaMembers(schema: YamlMapping): YAMLMap {
  return mapping(inOrder(schema, SCHEMA_ORDER).map(([key, value]) => [key, memberNode(key, value)]));
}

function memberNode(key: string, value: YamlValue): YAMLMap | YAMLSeq | Scalar {
  switch (key) {
    case 'properties':
      return mapping(
        sorted(value as YamlMapping).map(([name, member]) => [name, schemaMembers(member as YamlMapping)]),
      );
    case 'items':
    case 'additionalProperties':
      return value === true ? new Scalar(true) : schemaMembers(value as YamlMapping);
    case 'allOf':
    case 'anyOf':
      return sequence((value as readonly YamlMapping[]).map(schemaMembers));
    case 'x-kubernetes-validations':
      return sequence((value as readonly YamlMapping[]).map((rule) => plainStruct(rule, RULE_ORDER)));
    case 'externalDocs':
      return plainStruct(value as YamlMapping, DOCS_ORDER);
    default:
      return dataNode(value);
  }
}

const plainStruct = (value: YamlMapping, order: readonly string[]): YAMLMap =>
  mapping(inOrder(value, order).map(([key, member]) => [key, dataNode(member)]));

/** What is no schema: lists of names, defaults, examples. */
function dataNode(value: YamlValue): YAMLMap | YAMLSeq | Scalar {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  if (isSequence(value)) return sequence(value.map(dataNode));
  return mapping(sorted(value).map(([key, member]) => [key, dataNode(member)]));
}

const STYLES = {
  plain: Scalar.PLAIN,
  single: Scalar.QUOTE_SINGLE,
  double: Scalar.QUOTE_DOUBLE,
  literal: Scalar.BLOCK_LITERAL,
} as const;

function text(value: string, isKey = false): Scalar {
  const scalar = new Scalar(value);
  scalar.type = STYLES[styleOf(value, isKey, 'v3')];
  return scalar;
}

function mapping(members: Members): YAMLMap {
  const map = new YAMLMap();
  for (const [key, node] of members) map.items.push(new Pair(text(key, true), node));
  return map;
}

function sequence(items: readonly (YAMLMap | YAMLSeq | Scalar)[]): YAMLSeq {
  const list = new YAMLSeq();
  list.items.push(...items);
  return list;
}

type Entry = readonly [key: string, value: YamlValue];

function entriesOf(value: YamlMapping): Entry[] {
  return Object.entries(value).filter((entry): entry is [string, YamlValue] => entry[1] !== undefined);
}

const inOrder = (value: YamlMapping, order: readonly string[]): readonly Entry[] =>
  entriesOf(value).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));

const sorted = (value: YamlMapping): readonly Entry[] =>
  entriesOf(value).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

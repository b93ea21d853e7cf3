import { BOOL, INT } from '../../markers/argument-type.ts';
import { type MarkerHelp, value } from '../../markers/definition.ts';
import { wholeNumber } from '../../markers/value.ts';
import type { JsonSchema } from '../json-schema.ts';
import { MarkerError, onFields, type SchemaMarker, validation } from '../schema-marker.ts';
import { describe, withoutComment } from './numbers.ts';

const help = (summary: string): MarkerHelp => ({ category: 'CRD validation', summary });

/** A whole number as Go's `strconv.Atoi` takes it. */
function parseCount(text: string): number | bigint {
  const trimmed = text.trim();
  if (!/^[-+]?[0-9]+$/.test(trimmed)) throw new SyntaxError(`expected a whole number, got "${trimmed}"`);
  return wholeNumber(trimmed.replace(/^\+/, ''));
}

export function requireType(schema: JsonSchema, type: 'array' | 'object', what: string): void {
  if (schema.type === type) return;
  const wanted = type === 'array' ? 'a list' : 'an object';
  throw new MarkerError(`${what} needs ${wanted}, but this is ${describe(schema)}`);
}

const setMaxItems = (schema: JsonSchema, count: number): void => {
  requireType(schema, 'array', 'a maximum of items');
  schema.maxItems = count;
};

export const COLLECTION_MARKERS: readonly SchemaMarker[] = [
  ...validation<number>({
    name: 'MaxItems',
    shape: value(INT),
    parse: parseCount,
    help: help('The greatest number of items in the list.'),
    apply: setMaxItems,
  }),
  onFields<number>({
    name: 'k8s:maxItems',
    shape: value(INT),
    parse: (text) => parseCount(withoutComment(text)),
    help: help("The greatest number of items in the list, in the notation of Kubernetes' declarative validation."),
    apply: setMaxItems,
  }),
  ...validation<number>({
    name: 'MinItems',
    shape: value(INT),
    help: help('The least number of items in the list.'),
    apply: (schema, count) => {
      requireType(schema, 'array', 'a minimum of items');
      schema.minItems = count;
    },
  }),
  ...validation<boolean>({
    name: 'UniqueItems',
    shape: value(BOOL),
    help: help('Whether no two items may be equal. An API server refuses it in a CRD: use +listType=set.'),
    apply: (schema, unique) => {
      requireType(schema, 'array', 'uniqueness');
      schema.uniqueItems = unique;
    },
  }),
  ...validation<number>({
    name: 'MaxProperties',
    shape: value(INT),
    help: help('The greatest number of keys in the object.'),
    apply: (schema, count) => {
      requireType(schema, 'object', 'a maximum of properties');
      schema.maxProperties = count;
    },
  }),
  ...validation<number>({
    name: 'MinProperties',
    shape: value(INT),
    help: help('The least number of keys in the object.'),
    apply: (schema, count) => {
      requireType(schema, 'object', 'a minimum of properties');
      schema.minProperties = count;
    },
  }),
];

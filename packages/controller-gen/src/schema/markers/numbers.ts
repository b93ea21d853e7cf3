import { BOOL, NUMBER } from '../../markers/argument-type.ts';
import { type MarkerHelp, value } from '../../markers/definition.ts';
import type { JsonSchema } from '../json-schema.ts';
import { MarkerError, onFields, type SchemaMarker, validation } from '../schema-marker.ts';

const help = (summary: string): MarkerHelp => ({ category: 'CRD validation', summary });

/** A decimal number as Go's `strconv.ParseFloat` takes it, which knows no marker syntax. */
function parseNumber(text: string): number {
  const trimmed = text.trim();
  if (!/^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(trimmed)) {
    throw new SyntaxError(`expected a number, got "${trimmed}"`);
  }
  return Number(trimmed);
}

/** Declarative validation lets a comment follow after `#`. */
export const withoutComment = (text: string): string => text.split('#', 1)[0] ?? '';

function requireNumber(schema: JsonSchema, what: string): void {
  if (schema.type !== 'integer' && schema.type !== 'number') {
    throw new MarkerError(`${what} needs a number, but this is ${describe(schema)}`);
  }
}

function requireFit(schema: JsonSchema, what: string, limit: number): void {
  requireNumber(schema, what);
  if (schema.type === 'integer' && !Number.isInteger(limit)) {
    throw new MarkerError(`${what} of an integer must be a whole number, not ${limit}`);
  }
}

/** How messages name what a marker stands on. */
export function describe({ type, ref }: JsonSchema): string {
  if (type !== undefined && type !== '') return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
  return ref === undefined ? 'of no known type' : 'an object';
}

const setMaximum = (schema: JsonSchema, limit: number): void => {
  requireFit(schema, 'a maximum', limit);
  schema.maximum = limit;
};
const setMinimum = (schema: JsonSchema, limit: number): void => {
  requireFit(schema, 'a minimum', limit);
  schema.minimum = limit;
};

export const NUMBER_MARKERS: readonly SchemaMarker[] = [
  ...validation<number>({
    name: 'Maximum',
    shape: value(NUMBER),
    parse: parseNumber,
    help: help('The greatest number allowed.'),
    apply: setMaximum,
  }),
  ...validation<number>({
    name: 'Minimum',
    shape: value(NUMBER),
    parse: parseNumber,
    help: help('The least number allowed.'),
    apply: setMinimum,
  }),
  ...validation<boolean>({
    name: 'ExclusiveMaximum',
    shape: value(BOOL),
    help: help('Whether the maximum itself is not allowed.'),
    apply: (schema, exclusive) => {
      requireNumber(schema, 'an exclusive maximum');
      schema.exclusiveMaximum = exclusive;
    },
  }),
  ...validation<boolean>({
    name: 'ExclusiveMinimum',
    shape: value(BOOL),
    help: help('Whether the minimum itself is not allowed.'),
    apply: (schema, exclusive) => {
      requireNumber(schema, 'an exclusive minimum');
      schema.exclusiveMinimum = exclusive;
    },
  }),
  ...validation<number>({
    name: 'MultipleOf',
    shape: value(NUMBER),
    help: help('The number must be a multiple of this one.'),
    apply: (schema, factor) => {
      requireFit(schema, 'a factor', factor);
      schema.multipleOf = factor;
    },
  }),
  onFields<number>({
    name: 'k8s:maximum',
    shape: value(NUMBER),
    parse: (text) => parseNumber(withoutComment(text)),
    help: help("The greatest number allowed, in the notation of Kubernetes' declarative validation."),
    apply: setMaximum,
  }),
  onFields<number>({
    name: 'k8s:minimum',
    shape: value(NUMBER),
    parse: (text) => parseNumber(withoutComment(text)),
    help: help("The least number allowed, in the notation of Kubernetes' declarative validation."),
    apply: setMinimum,
  }),
];

import { INT, STRING } from '../../markers/argument-type.ts';
import { type MarkerHelp, value } from '../../markers/definition.ts';
import type { JsonSchema } from '../json-schema.ts';
import { MarkerError, type SchemaMarker, validation } from '../schema-marker.ts';
import { describe } from './numbers.ts';

const help = (summary: string): MarkerHelp => ({ category: 'CRD validation', summary });

function requireText(schema: JsonSchema, what: string): void {
  if (schema.type !== 'string' && schema['x-kubernetes-int-or-string'] !== true) {
    throw new MarkerError(`${what} needs a string, but this is ${describe(schema)}`);
  }
}

export const STRING_MARKERS: readonly SchemaMarker[] = [
  ...validation<number>({
    name: 'MaxLength',
    shape: value(INT),
    help: help('The greatest length of the string, in characters.'),
    apply: (schema, length) => {
      requireText(schema, 'a maximum length');
      schema.maxLength = length;
    },
  }),
  ...validation<number>({
    name: 'MinLength',
    shape: value(INT),
    help: help('The least length of the string, in characters.'),
    apply: (schema, length) => {
      requireText(schema, 'a minimum length');
      schema.minLength = length;
    },
  }),
  ...validation<string>({
    name: 'Pattern',
    shape: value(STRING),
    help: help('A regular expression (RE2) that the string must match; it is not anchored by itself.'),
    apply: (schema, pattern) => {
      requireText(schema, 'a pattern');
      schema.pattern = pattern;
    },
  }),
];

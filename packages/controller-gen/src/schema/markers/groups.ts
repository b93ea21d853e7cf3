import { STRINGS } from '../../markers/argument-type.ts';
import { flag, type MarkerHelp, value } from '../../markers/definition.ts';
import type { JsonSchema } from '../json-schema.ts';
import { MarkerError, onTypes, PRIORITY, type SchemaMarker } from '../schema-marker.ts';
import { addRule } from './general.ts';

const help = (summary: string): MarkerHelp => ({ category: 'CRD validation', summary });

export const EXACTLY_ONE_OF = 'kubebuilder:validation:ExactlyOneOf';
export const AT_MOST_ONE_OF = 'kubebuilder:validation:AtMostOneOf';
export const AT_LEAST_ONE_OF = 'kubebuilder:validation:AtLeastOneOf';
/** The fields of these groups cannot be required. */
export const GROUP_NAMES: readonly string[] = [EXACTLY_ONE_OF, AT_MOST_ONE_OF, AT_LEAST_ONE_OF];

/** A sum is cheaper for CEL to run than a list that is filtered and counted. */
const count = (fields: readonly string[]): string => fields.map((field) => `(has(self.${field})?1:0)`).join('+');
const any = (fields: readonly string[]): string => fields.map((field) => `has(self.${field})`).join('||');
/** As Go prints a list. */
const list = (fields: readonly string[]): string => `[${fields.join(' ')}]`;

function group(
  name: string,
  priority: number,
  summary: string,
  rule: (fields: readonly string[]) => { readonly rule: string; readonly message: string },
): SchemaMarker {
  return onTypes<readonly string[]>({
    name,
    shape: value(STRINGS),
    priority,
    help: help(summary),
    apply: (schema: JsonSchema, fields) => {
      const nested = fields.filter((field) => field.includes('.'));
      if (nested.length > 0)
        throw new MarkerError(`a group is made of the type's own fields, not of ${nested.join(', ')}`);
      if (fields.length > 0) addRule(schema, rule(fields));
    },
  });
}

export const GROUP_MARKERS: readonly SchemaMarker[] = [
  group(AT_MOST_ONE_OF, PRIORITY.atMostOneOf, 'At most one of these fields may be set.', (fields) => ({
    rule: `${count(fields)} <= 1`,
    message: `at most one of the fields in ${list(fields)} may be set`,
  })),
  group(EXACTLY_ONE_OF, PRIORITY.exactlyOneOf, 'Exactly one of these fields must be set.', (fields) => ({
    rule: `${count(fields)} == 1`,
    message: `exactly one of the fields in ${list(fields)} must be set`,
  })),
  group(AT_LEAST_ONE_OF, PRIORITY.atLeastOneOf, 'At least one of these fields must be set.', (fields) => ({
    rule: any(fields),
    message: `at least one of the fields in ${list(fields)} must be set`,
  })),
];

export const ENUM_MARKERS: readonly SchemaMarker[] = [
  onTypes({
    name: 'k8s:enum',
    shape: flag,
    help: {
      category: 'CRD validation',
      summary: 'The type is an enum of strings; its constants, sorted, are the values.',
      details: 'The constants are a union of literals, a const object, or a TypeScript enum.',
    },
    apply: (schema, _, { constants }) => {
      const values = constants?.filter((constant) => typeof constant === 'string') ?? [];
      if (constants === undefined || values.length === 0) {
        throw new MarkerError('+k8s:enum needs a type with constants: a union of strings, a const object, or an enum');
      }
      if (values.length < constants.length) throw new MarkerError('the constants of an enum must all be strings');
      schema.type = 'string';
      schema.enum = values.toSorted((a, b) =>
        Buffer.compare(Buffer.from(JSON.stringify(a)), Buffer.from(JSON.stringify(b))),
      );
    },
  }),
];

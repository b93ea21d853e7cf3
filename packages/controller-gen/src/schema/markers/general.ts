import { ANY, type ArgumentType, BOOL, STRING } from '../../markers/argument-type.ts';
import { flag, type MarkerHelp, named, value } from '../../markers/definition.ts';
import type { MarkerData } from '../../markers/value.ts';
import { locateInArgument } from '../cel/locate.ts';
import { checkCelSyntax } from '../cel/parse.ts';
import { CelSyntaxError } from '../cel/syntax-error.ts';
import type { JsonSchema, ValidationRule } from '../json-schema.ts';
import {
  MarkerError,
  onBoth,
  onFields,
  PRIORITY,
  type SchemaMarker,
  type SchemaMarkerContext,
  validation,
} from '../schema-marker.ts';

const help = (summary: string, details?: string): MarkerHelp => ({
  category: 'CRD validation',
  summary,
  ...(details === undefined ? {} : { details }),
});
const VALUES: ArgumentType = { kind: 'slice', item: ANY };

/** Source: `FieldValueErrorReason` of apiextensions/v1. */
const REASONS = ['FieldValueRequired', 'FieldValueInvalid', 'FieldValueForbidden', 'FieldValueDuplicate'];

const setPreserve = (schema: JsonSchema): void => {
  schema['x-kubernetes-preserve-unknown-fields'] = true;
};
const setEmbedded = (schema: JsonSchema): void => {
  schema['x-kubernetes-embedded-resource'] = true;
};

export function addRule(schema: JsonSchema, rule: ValidationRule): void {
  schema['x-kubernetes-validations'] = [...(schema['x-kubernetes-validations'] ?? []), rule];
}

/** A CEL expression that does not parse is an error at the character where it goes wrong. */
function checkExpression(argument: string, text: string, { location, report }: SchemaMarkerContext): void {
  try {
    checkCelSyntax(text);
  } catch (thrown) {
    if (!(thrown instanceof CelSyntaxError)) throw thrown;
    const message = `the ${argument} is no CEL: ${thrown.message} (at character ${thrown.offset + 1})`;
    report(locateInArgument(location, argument, text, thrown.offset), message);
  }
}

export const GENERAL_MARKERS: readonly SchemaMarker[] = [
  ...validation<readonly MarkerData[]>({
    name: 'Enum',
    shape: value(VALUES),
    help: help('The only values allowed, separated by semicolons.', 'In TypeScript a union of literals says the same.'),
    apply: (schema, values) => {
      schema.enum = values;
    },
  }),
  ...validation<string>({
    name: 'Format',
    shape: value(STRING),
    help: help('The format of the value, such as date-time, byte, int64, or ipv4.'),
    apply: (schema, format) => {
      schema.format = format;
    },
  }),
  ...validation<string>({
    name: 'Type',
    shape: value(STRING),
    priority: PRIORITY.first,
    help: help('The type in the schema, in place of the one that the TypeScript type gives.'),
    apply: (schema, type) => {
      schema.type = type;
    },
  }),
  ...validation<true>({
    name: 'XPreserveUnknownFields',
    shape: flag,
    help: {
      ...help('Fields that the schema does not name are kept, not pruned.'),
      deprecatedInFavorOf: 'kubebuilder:pruning:PreserveUnknownFields',
    },
    apply: setPreserve,
  }),
  ...onBoth<true>({
    name: 'kubebuilder:pruning:PreserveUnknownFields',
    shape: flag,
    help: help(
      'Fields that the schema does not name are kept, not pruned.',
      'It holds for what is below, down to where the schema names fields again.',
    ),
    apply: setPreserve,
  }),
  ...validation<true>({
    name: 'XEmbeddedResource',
    shape: flag,
    help: help('The value is an object of its own, with apiVersion, kind and metadata, which the API server checks.'),
    apply: setEmbedded,
  }),
  onFields<true>({
    name: 'kubebuilder:validation:EmbeddedResource',
    shape: flag,
    help: help('The value is an object of its own, with apiVersion, kind and metadata, which the API server checks.'),
    apply: setEmbedded,
  }),
  ...validation<true>({
    name: 'XIntOrString',
    shape: flag,
    priority: PRIORITY.first,
    help: help('The value is a number or a string; needed before a pattern on an IntOrString.'),
    apply: (schema) => {
      schema['x-kubernetes-int-or-string'] = true;
    },
  }),
  ...validation<ValidationRule>({
    name: 'XValidation',
    shape: named({
      rule: { type: STRING, help: 'The CEL expression that must be true; self is the value.' },
      message: { type: STRING, optional: true, help: 'What the user is told when it is not.' },
      messageExpression: { type: STRING, optional: true, help: 'A CEL expression for the message.' },
      reason: { type: STRING, optional: true, help: `The reason for programs: ${REASONS.join(', ')}.` },
      fieldPath: { type: STRING, optional: true, help: 'The field to blame, relative to the value.' },
      optionalOldSelf: { type: BOOL, optional: true, help: 'The rule runs at creation too, when there is no oldSelf.' },
    }),
    help: help('A rule in CEL that the value must obey. It may be repeated; all rules must hold.'),
    apply: (schema, rule, context) => {
      const { location } = context;
      checkExpression('rule', rule.rule, context);
      // An empty one is as none.
      if (rule.messageExpression) checkExpression('messageExpression', rule.messageExpression, context);
      if (rule.reason !== undefined && rule.reason !== '' && !REASONS.includes(rule.reason)) {
        throw new MarkerError(`the reason of a rule is one of ${REASONS.join(', ')}, not "${rule.reason}"`);
      }
      addRule(schema, { ...rule, location });
    },
  }),
  onFields<true>({
    name: 'kubebuilder:validation:Schemaless',
    shape: flag,
    help: help("The field's TypeScript type is not looked at; markers say what there is to say."),
    apply: () => undefined,
  }),
];

import { ANY, STRING } from '../../markers/argument-type.ts';
import { flag, type MarkerHelp, named, value } from '../../markers/definition.ts';
import type { MarkerData } from '../../markers/value.ts';
import type { JsonSchema } from '../json-schema.ts';
import { MarkerError, onBoth, onFields, PRIORITY, type SchemaMarker } from '../schema-marker.ts';
import { addRule } from './general.ts';

const help = (summary: string): MarkerHelp => ({ category: 'CRD validation', summary });
const nothing = (): undefined => undefined;

/** The original reads `{}` as an empty map, and means an empty list where a list belongs. */
const asList = (schema: JsonSchema, data: MarkerData): MarkerData =>
  schema.type === 'array' && JSON.stringify(data) === '{}' ? [] : data;

/** JSON, or `ref(…)`, which names a Go constant and says nothing here. */
function parseJsonDefault(text: string): MarkerData {
  if (text.trim().startsWith('ref(')) return null;
  try {
    return JSON.parse(text) as MarkerData;
  } catch {
    throw new SyntaxError(
      `expected JSON, got ${text.trim() === '' ? 'nothing' : text.trim()}; a string has quotes: "text"`,
    );
  }
}

/** Source: `K8sRequired.ApplyToSchema`: what is required must not be empty. */
function requireContent(schema: JsonSchema): void {
  if (schema.type === 'string') schema.minLength ??= 1;
  else if (schema.type === 'array') schema.minItems ??= 1;
  // The original does so for every other reference, also to a number, where it says nothing.
  else if (schema.type === 'object' || schema.ref !== undefined) schema.minProperties ??= 1;
}

export const PRESENCE_MARKERS: readonly SchemaMarker[] = [
  onFields({
    name: 'kubebuilder:validation:Required',
    shape: flag,
    help: { ...help('The field must be set.'), deprecatedInFavorOf: 'required' },
    apply: nothing,
  }),
  onFields({
    name: 'kubebuilder:validation:Optional',
    shape: flag,
    help: { ...help('The field may be left out.'), deprecatedInFavorOf: 'optional' },
    apply: nothing,
  }),
  onFields({ name: 'required', shape: flag, help: help('The field must be set.'), apply: nothing }),
  onFields({ name: 'optional', shape: flag, help: help('The field may be left out.'), apply: nothing }),
  onFields({
    name: 'k8s:required',
    shape: flag,
    help: help('The field must be set, and must not be empty.'),
    apply: requireContent,
  }),
  onFields({ name: 'k8s:optional', shape: flag, help: help('The field may be left out.'), apply: nothing }),
  onFields({
    name: 'nullable',
    shape: flag,
    help: help('The field may be null.'),
    apply: (schema) => {
      schema.nullable = true;
    },
  }),
  onFields<MarkerData>({
    name: 'kubebuilder:default',
    shape: value(ANY),
    help: help('What the API server sets where the field is left out: text, 3, true, {1, 2} or {key: value}.'),
    apply: (schema, data, { location }) => {
      schema.default = asList(schema, data);
      schema.defaultLocation = location;
    },
  }),
  onFields<MarkerData>({
    name: 'default',
    shape: value(ANY),
    priority: PRIORITY.first,
    parse: parseJsonDefault,
    help: help('What the API server sets where the field is left out, as JSON. +kubebuilder:default wins over it.'),
    apply: (schema, data, { location }) => {
      if (data === null) return;
      schema.default = data;
      schema.defaultLocation = location;
    },
  }),
  onFields<MarkerData>({
    name: 'kubebuilder:example',
    shape: value(ANY),
    help: help('An example for readers of the schema.'),
    apply: (schema, data, { location }) => {
      schema.example = data;
      schema.exampleLocation = location;
    },
  }),
  ...onBoth<MarkerData>({
    name: 'kubebuilder:title',
    shape: value(ANY),
    help: help('A title for readers of the schema.'),
    apply: (schema, title) => {
      if (typeof title !== 'string')
        throw new MarkerError(`a title is text, not ${JSON.stringify(title)}; put it in quotes`);
      schema.title = title;
    },
  }),
  ...onBoth<{ readonly url: string; readonly description?: string }>({
    name: 'kubebuilder:externalDocs',
    shape: named({
      url: { type: STRING, help: 'Where the documentation is.' },
      description: { type: STRING, optional: true, help: 'What it is about.' },
    }),
    help: { category: 'CRD', summary: 'Documentation elsewhere, for readers of the schema.' },
    apply: (schema, { url, description }) => {
      if (!URL.canParse(url, 'http://localhost') || !/^(\/|[a-z][a-z0-9+.-]*:)/i.test(url)) {
        throw new MarkerError(`"${url}" is no URL`);
      }
      schema.externalDocs = { url, ...(description === undefined || description === '' ? {} : { description }) };
    },
  }),
  onFields({
    name: 'k8s:immutable',
    shape: flag,
    help: help('The field cannot be changed once it is set.'),
    apply: (schema) => addRule(schema, { rule: 'self == oldSelf', message: 'field is immutable' }),
  }),
];

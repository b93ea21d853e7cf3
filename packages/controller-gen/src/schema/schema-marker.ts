import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { MarkerDefinition, MarkerHelp, MarkerShape, MarkerTarget, MarkerValue } from '../markers/definition.ts';
import type { JsonSchema } from './json-schema.ts';

/** A marker that does not fit what it stands on. The message is shown at the marker's place. */
export class MarkerError extends Error {
  override readonly name = 'MarkerError';
}

/** What a marker may ask about the place it stands on. */
export interface SchemaMarkerContext {
  /** The marker's own place. */
  readonly location: SourceLocation;
  /** The values of the type's constants (a union of literals, a const object, an enum), if it has such. */
  readonly constants: readonly unknown[] | undefined;
  /** Reports what is wrong in a part of the marker, which goes on. */
  readonly report: (location: SourceLocation, message: string) => void;
}

/** A marker that changes the schema of the type or field that it stands on. */
export interface SchemaMarker extends MarkerDefinition {
  /** Lower ones are applied first; equal ones in the order written. */
  readonly priority: number;
  /** The marker speaks of the items of a list. */
  readonly onItems: boolean;
  /** @throws {MarkerError} if the schema is not of a kind that the marker fits. */
  readonly apply: (schema: JsonSchema, value: MarkerValue, context: SchemaMarkerContext) => void;
}

/** Source: `ApplyPriorityDefault` and its neighbours in controller-tools' pkg/crd/markers. */
export const PRIORITY = { first: 9, default: 10, atMostOneOf: 11, exactlyOneOf: 12, atLeastOneOf: 13 } as const;

export function isSchemaMarker(definition: MarkerDefinition): definition is SchemaMarker {
  return 'apply' in definition && 'onItems' in definition;
}

/** How a marker is defined; `V` is what its shape reads to. */
export interface SchemaMarkerSpec<V> {
  readonly name: string;
  readonly shape: MarkerShape;
  readonly help: MarkerHelp;
  readonly priority?: number;
  readonly parse?: NonNullable<MarkerDefinition['parse']>;
  readonly apply: (schema: JsonSchema, value: V, context: SchemaMarkerContext) => void;
}

export function schemaMarker<V>(target: MarkerTarget, spec: SchemaMarkerSpec<V>): SchemaMarker {
  const { apply, priority = PRIORITY.default, ...definition } = spec;
  return {
    ...definition,
    target,
    priority,
    onItems: false,
    // The parser made the value by `shape`; V names its type.
    apply: (schema, value, context) => apply(schema, value as V, context),
  };
}

export const onFields = <V>(spec: SchemaMarkerSpec<V>): SchemaMarker => schemaMarker('field', spec);
export const onTypes = <V>(spec: SchemaMarkerSpec<V>): SchemaMarker => schemaMarker('type', spec);
/** On a field or on a type. */
export const onBoth = <V>(spec: SchemaMarkerSpec<V>): readonly SchemaMarker[] => [onFields(spec), onTypes(spec)];

const VALIDATION = 'kubebuilder:validation:';

/** `+kubebuilder:validation:NAME`, on fields and types, and `+kubebuilder:validation:items:NAME` for what a list holds. */
export function validation<V>(spec: SchemaMarkerSpec<V>): readonly SchemaMarker[] {
  const { summary } = spec.help;
  const itemsHelp = {
    ...spec.help,
    summary: `For each item of the list: ${summary.charAt(0).toLowerCase()}${summary.slice(1)}`,
  };
  const items = onBoth({ ...spec, name: `${VALIDATION}items:${spec.name}`, help: itemsHelp });
  return [
    ...onBoth({ ...spec, name: VALIDATION + spec.name }),
    ...items.map((marker) => ({ ...marker, onItems: true })),
  ];
}

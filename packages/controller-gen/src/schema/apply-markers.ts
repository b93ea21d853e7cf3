import type { Diagnostics, SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Marker, MarkerSet } from '../markers/marker.ts';
import type { JsonSchema } from './json-schema.ts';
import { isSchemaMarker, MarkerError, type SchemaMarker } from './schema-marker.ts';

/**
 * Lets the markers of a type or a field change its schema: by priority, those that speak of a list's items last.
 *
 * Source: `applyMarkers` of controller-tools' pkg/crd.
 */
export function applyMarkers(
  schema: JsonSchema,
  markers: MarkerSet,
  constants: readonly unknown[] | undefined,
  diagnostics: Diagnostics,
): void {
  const known = markers.all.filter((marker): marker is Marker & { readonly definition: SchemaMarker } =>
    isSchemaMarker(marker.definition),
  );
  for (const { definition, value, location } of known.toSorted((a, b) => rank(a.definition) - rank(b.definition))) {
    const report = (place: SourceLocation, message: string): void =>
      diagnostics.error(place, `+${definition.name}: ${message}`);
    try {
      definition.apply(targetOf(schema, definition), value, { location, constants, report });
    } catch (thrown) {
      if (!(thrown instanceof MarkerError)) throw thrown;
      report(location, thrown.message);
    }
  }
}

const AFTER_ALL_OTHERS = 1000;
const rank = ({ onItems, priority }: SchemaMarker): number => (onItems ? AFTER_ALL_OTHERS : 0) + priority;

function targetOf(schema: JsonSchema, { onItems }: SchemaMarker): JsonSchema {
  if (!onItems) return schema;
  if (schema.type !== 'array' || schema.items === undefined) {
    throw new MarkerError(
      'there are no items here: the marker needs a list that is written in place, such as string[]',
    );
  }
  return schema.items;
}

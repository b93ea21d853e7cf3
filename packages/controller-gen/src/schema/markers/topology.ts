import { STRING } from '../../markers/argument-type.ts';
import { type MarkerHelp, value } from '../../markers/definition.ts';
import type { JsonSchema } from '../json-schema.ts';
import { MarkerError, onBoth, PRIORITY, type SchemaMarker } from '../schema-marker.ts';
import { requireType } from './collections.ts';
import { describe } from './numbers.ts';

const help = (summary: string): MarkerHelp => ({ category: 'CRD processing', summary });

function requireOneOf(what: string, given: string, allowed: readonly string[]): void {
  if (!allowed.includes(given)) throw new MarkerError(`${what} is one of ${allowed.join(', ')}, not "${given}"`);
}

function listType(name: string): readonly SchemaMarker[] {
  return onBoth<string>({
    name,
    shape: value(STRING),
    priority: PRIORITY.first,
    help: help('How server-side apply merges the list: map (by the keys of its items), set (of scalars), or atomic.'),
    apply: (schema, type) => {
      requireType(schema, 'array', 'a list type');
      requireOneOf('a list type', type, ['map', 'set', 'atomic']);
      schema['x-kubernetes-list-type'] = type;
    },
  });
}

function listMapKey(name: string): readonly SchemaMarker[] {
  return onBoth<string>({
    name,
    shape: value(STRING),
    help: help('A field that tells the items of a list of type map apart. Repeated, the fields together do.'),
    apply: (schema, key) => {
      requireType(schema, 'array', 'a list map key');
      if (schema['x-kubernetes-list-type'] !== 'map') throw new MarkerError('a list map key needs +listType=map');
      const keys = schema['x-kubernetes-list-map-keys'] ?? [];
      if (!keys.includes(key)) schema['x-kubernetes-list-map-keys'] = [...keys, key];
    },
  });
}

const GRANULARITY = ['granular', 'atomic'];

export const TOPOLOGY_MARKERS: readonly SchemaMarker[] = [
  ...listType('listType'),
  ...listType('k8s:listType'),
  ...listMapKey('listMapKey'),
  ...listMapKey('k8s:listMapKey'),
  ...onBoth<string>({
    name: 'mapType',
    shape: value(STRING),
    help: help('How server-side apply merges the map: granular (key by key) or atomic.'),
    apply: (schema, type) => {
      requireType(schema, 'object', 'a map type');
      requireOneOf('a map type', type, GRANULARITY);
      schema['x-kubernetes-map-type'] = type;
    },
  }),
  ...onBoth<string>({
    name: 'structType',
    shape: value(STRING),
    help: help('How server-side apply merges the object: granular (field by field) or atomic.'),
    apply: (schema: JsonSchema, type) => {
      if (schema.type !== 'object' && schema.type !== undefined) {
        throw new MarkerError(`a struct type needs an object, but this is ${describe(schema)}`);
      }
      requireOneOf('a struct type', type, GRANULARITY);
      schema['x-kubernetes-map-type'] = type;
    },
  }),
];

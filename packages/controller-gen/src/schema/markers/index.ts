import type { SchemaMarker } from '../schema-marker.ts';
import { COLLECTION_MARKERS } from './collections.ts';
import { GENERAL_MARKERS } from './general.ts';
import { ENUM_MARKERS, GROUP_MARKERS } from './groups.ts';
import { NUMBER_MARKERS } from './numbers.ts';
import { PRESENCE_MARKERS } from './presence.ts';
import { STRING_MARKERS } from './strings.ts';
import { TOPOLOGY_MARKERS } from './topology.ts';

/** Every marker that changes a schema. */
export const SCHEMA_MARKERS: readonly SchemaMarker[] = [
  ...NUMBER_MARKERS,
  ...STRING_MARKERS,
  ...COLLECTION_MARKERS,
  ...GENERAL_MARKERS,
  ...PRESENCE_MARKERS,
  ...GROUP_MARKERS,
  ...ENUM_MARKERS,
  ...TOPOLOGY_MARKERS,
];

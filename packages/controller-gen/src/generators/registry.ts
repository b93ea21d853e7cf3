import { MarkerRegistry } from '../markers/registry.ts';
import { applyconfigurationGenerator } from './applyconfiguration/generator.ts';
import { crdGenerator } from './crd/generator.ts';
import type { Generator } from './generator.ts';
import { objectGenerator } from './object/generator.ts';
import { rbacGenerator } from './rbac/generator.ts';
import { schemapatchGenerator } from './schemapatch/generator.ts';
import { webhookGenerator } from './webhook/generator.ts';

/** Every generator, in the order that help lists them. */
export const GENERATORS: readonly Generator[] = [
  crdGenerator,
  rbacGenerator,
  webhookGenerator,
  objectGenerator,
  schemapatchGenerator,
  applyconfigurationGenerator,
];

/**
 * Every marker there is. A run knows all of them, whatever it generates: a slip in a marker is an error even if no
 * generator of this run reads it.
 */
export function allMarkers(): MarkerRegistry {
  return new MarkerRegistry(GENERATORS.flatMap(({ markers }) => markers));
}

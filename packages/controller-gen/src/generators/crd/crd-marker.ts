import type { MarkerDefinition, MarkerHelp, MarkerShape, MarkerValue } from '../../markers/definition.ts';
import type { CrdDraft, VersionDraft } from './crd-draft.ts';

/** A marker on a kind that changes the CRD around the schema. */
export interface CrdMarker extends MarkerDefinition {
  /** @throws {MarkerError} if the marker does not fit. */
  readonly applyToCrd: (crd: CrdDraft, version: VersionDraft, value: MarkerValue) => void;
}

export function isCrdMarker(definition: MarkerDefinition): definition is CrdMarker {
  return 'applyToCrd' in definition;
}

export function crdMarker<V>(spec: {
  readonly name: string;
  readonly shape: MarkerShape;
  readonly help: MarkerHelp;
  readonly apply: (crd: CrdDraft, version: VersionDraft, value: V) => void;
}): CrdMarker {
  const { apply, ...definition } = spec;
  // The parser made the value by `shape`; V names its type.
  return { ...definition, target: 'type', applyToCrd: (crd, version, value) => apply(crd, version, value as V) };
}

import type { Diagnostics } from '../../diagnostics/diagnostic.ts';
import { MarkerError } from '../../schema/schema-marker.ts';
import type { JsonSchema } from '../../schema/json-schema.ts';
import { locationOf } from '../../schema/type-use.ts';
import type { GeneratorContext } from '../generator.ts';
import type { VersionedKind } from '../kinds.ts';
import type { CrdDraft, VersionDraft } from './crd-draft.ts';
import { isCrdMarker } from './crd-marker.ts';
import { pluralize } from './plural.ts';

/**
 * Puts the versions of a kind together, and lets the markers of each change the whole.
 *
 * Source: `NeedCRDFor` of controller-tools' pkg/crd.
 */
export function assembleCrd(
  kinds: readonly VersionedKind[],
  schemaOf: (kind: VersionedKind) => JsonSchema,
  { markers, diagnostics }: GeneratorContext,
): CrdDraft {
  const [{ kind, groupVersion }] = kinds as readonly [VersionedKind, ...VersionedKind[]];
  const drafts = kinds.map((versioned) => ({ versioned, draft: draftVersion(versioned, schemaOf(versioned)) }));
  const crd: CrdDraft = {
    group: groupVersion.group,
    kind,
    plural: pluralize(kind),
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    scope: 'Namespaced',
    annotations: {},
    labels: {},
    versions: drafts.map(({ draft }) => draft),
  };
  for (const { versioned, draft } of drafts) {
    const { unit, node } = versioned.found;
    for (const { definition, value, location } of markers.read(unit, unit.blockOf(node), 'type').own.all) {
      if (!isCrdMarker(definition)) continue;
      try {
        definition.applyToCrd(crd, draft, value);
      } catch (thrown) {
        if (!(thrown instanceof MarkerError)) throw thrown;
        diagnostics.error(location, `+${definition.name}: ${thrown.message}`);
      }
    }
  }
  crd.versions.sort((a, b) => (a.name < b.name ? -1 : 1));
  const [only, ...others] = crd.versions;
  if (only !== undefined && others.length === 0) only.storage = true;
  checkVersions(crd, drafts[0]?.draft, diagnostics);
  return crd;
}

function draftVersion({ found, groupVersion }: VersionedKind, schema: JsonSchema): VersionDraft {
  return {
    name: groupVersion.version,
    location: locationOf(found.unit, found.node.name),
    schema,
    served: true,
    storage: false,
    deprecated: false,
    deprecationWarning: undefined,
    subresources: undefined,
    printerColumns: [],
    selectableFields: [],
  };
}

function checkVersions({ kind, versions }: CrdDraft, first: VersionDraft | undefined, diagnostics: Diagnostics): void {
  if (versions.length === 0) return;
  const names = versions.map(({ name }) => name).join(', ');
  const stored = versions.filter(({ storage }) => storage);
  if (stored.length === 0) {
    diagnostics.error(first?.location, `${kind} has the versions ${names}: one needs +kubebuilder:storageversion`);
  }
  for (const { location } of stored.slice(1)) {
    const all = stored.map(({ name }) => name).join(' and ');
    diagnostics.error(
      location,
      `${kind} has several storage versions, ${all}: leave +kubebuilder:storageversion on one`,
    );
  }
  if (!versions.some(({ served }) => served)) {
    diagnostics.error(first?.location, `${kind} serves none of its versions (${names})`);
  }
  const twice = versions.find(({ name }, i) => versions[i - 1]?.name === name);
  if (twice !== undefined) {
    diagnostics.error(twice.location, `${kind} is declared twice in version ${twice.name}`);
  }
}

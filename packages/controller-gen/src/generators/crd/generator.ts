import { INT, STRINGS } from '../../markers/argument-type.ts';
import type { MarkerArguments } from '../../markers/value.ts';
import { checkSchema } from '../../schema/check/schema.ts';
import { SchemaBuilder } from '../../schema/builder.ts';
import { Flattener } from '../../schema/flatten.ts';
import type { JsonSchema } from '../../schema/json-schema.ts';
import { SCHEMA_MARKERS } from '../../schema/markers/index.ts';
import { locationOf } from '../../schema/type-use.ts';
import { TOOL_VERSION } from '../../version.ts';
import { encodeYaml } from '../../yaml/encode.ts';
import type { YamlMapping } from '../../yaml/value.ts';
import type { Artifact, Generator, GeneratorContext } from '../generator.ts';
import { HEADER_OPTIONS, headerText, OPTIONAL_BOOL } from '../header.ts';
import { kindsOf, type VersionedKind } from '../kinds.ts';
import { assembleCrd } from './assemble.ts';
import type { CrdDraft } from './crd-draft.ts';
import { locateField } from './locate-field.ts';
import { crdManifest } from './manifest.ts';
import { CRD_MARKERS } from './markers.ts';
import { truncateDescriptions } from './truncate.ts';

const VERSION_ANNOTATION = 'controller-gen.kubewright.dev/version';

/** Writes a CustomResourceDefinition for every kind, to `GROUP_PLURAL.yaml`. */
export const crdGenerator: Generator = {
  name: 'crd',
  help: { category: 'Generators', summary: 'Writes a CustomResourceDefinition for every kind.' },
  options: {
    ignoreUnexportedFields: { ...OPTIONAL_BOOL, help: 'Taken for compatibility: TypeScript has no unexported fields.' },
    allowDangerousTypes: { ...OPTIONAL_BOOL, help: 'float32 and float64 may be used.' },
    maxDescLen: { type: INT, optional: true, help: 'Descriptions are cut to so many bytes; 0 drops them.' },
    crdVersions: { type: STRINGS, optional: true, help: 'The API version of the CRDs themselves: v1, the only one.' },
    generateEmbeddedObjectMeta: { ...OPTIONAL_BOOL, help: 'The metadata of embedded objects is described.' },
    deprecatedV1beta1CompatibilityPreserveUnknownFields: {
      ...OPTIONAL_BOOL,
      help: 'Writes spec.preserveUnknownFields.',
    },
    omitToolVersion: { ...OPTIONAL_BOOL, help: 'No annotation says which version of this tool wrote the CRD.' },
    ...HEADER_OPTIONS,
  },
  markers: [...SCHEMA_MARKERS, ...CRD_MARKERS],
  generate(context, options) {
    const header = headerText(options, context);
    return draftCrds(context, options).map((crd): Artifact => {
      if (options['omitToolVersion'] !== true) crd.annotations[VERSION_ANNOTATION] = `v${TOOL_VERSION}`;
      const manifest = withPreserve(crdManifest(crd), options['deprecatedV1beta1CompatibilityPreserveUnknownFields']);
      return {
        path: `${crd.group}_${crd.plural}.yaml`,
        content: `${header}---\n${encodeYaml(manifest)}`,
        locate: (field, position) => locateField(crd, field, position),
      };
    });
  },
};

/** The CRDs of all kinds, in order of group and name. */
export function draftCrds(context: GeneratorContext, options: MarkerArguments): readonly CrdDraft[] {
  checkCrdVersions(context, options);
  const schemaOf = schemaReader(context, options);
  const groups = Map.groupBy(versionedKinds(context), ({ kind, groupVersion }) => `${kind}.${groupVersion.group}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, kinds]) => assembleCrd(kinds, schemaOf, context))
    .filter(({ versions }) => versions.length > 0);
}

/** Makes the finished schema of a kind. */
export function schemaReader(
  { graph, markers, diagnostics }: GeneratorContext,
  options: MarkerArguments,
): (kind: VersionedKind) => JsonSchema {
  const builder = new SchemaBuilder(graph, markers, diagnostics, {
    allowDangerousTypes: options['allowDangerousTypes'] === true,
    generateEmbeddedObjectMeta: options['generateEmbeddedObjectMeta'] === true,
  });
  const flattener = new Flattener(builder, diagnostics);
  const maxDescLen = typeof options['maxDescLen'] === 'number' ? options['maxDescLen'] : -1;
  return ({ found }) => {
    const location = locationOf(found.unit, found.node.name);
    const schema = flattener.flatten(builder.name(found).id, location);
    // A schema that could not be made is no schema to look for more in.
    if (!diagnostics.hasErrors) checkSchema(schema, location, diagnostics);
    return withPlainMetadata(maxDescLen < 0 ? schema : truncateDescriptions(schema, maxDescLen));
  };
}

/** The kinds of all packages with their versions; a kind in a folder without a group is an error. */
export function versionedKinds({ packages, graph, diagnostics }: GeneratorContext): readonly VersionedKind[] {
  return packages
    .filter(({ markers }) => !markers.has('kubebuilder:skip'))
    .flatMap((apiPackage) => kindsOf(graph, apiPackage))
    .flatMap((kind): readonly VersionedKind[] => {
      const { groupVersion } = kind.package;
      if (groupVersion !== undefined) return [{ ...kind, groupVersion }];
      const message = `the folder of the kind ${kind.kind} has no group: put +groupName=… into the first JSDoc block of one of its files`;
      diagnostics.error(locationOf(kind.found.unit, kind.found.node.name), message);
      return [];
    });
}

function checkCrdVersions({ diagnostics }: GeneratorContext, { crdVersions }: MarkerArguments): void {
  const versions = Array.isArray(crdVersions) ? crdVersions : [];
  for (const version of versions) {
    if (version !== 'v1') diagnostics.error(undefined, `crd:crdVersions: only v1 is there, not ${String(version)}`);
  }
}

/** The API server knows what metadata is. Source: `FixTopLevelMetadata`. */
function withPlainMetadata(schema: JsonSchema): JsonSchema {
  if (schema.properties?.has('metadata') !== true) return schema;
  return { ...schema, properties: new Map([...schema.properties, ['metadata', { type: 'object' }]]) };
}

function withPreserve(manifest: YamlMapping, preserve: unknown): YamlMapping {
  if (typeof preserve !== 'boolean' || typeof manifest['spec'] !== 'object') return manifest;
  return { ...manifest, spec: { ...(manifest['spec'] as YamlMapping), preserveUnknownFields: preserve } };
}

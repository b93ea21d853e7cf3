import { type Document, isMap, isSeq, parseAllDocuments, type YAMLMap } from 'yaml';
import { INT, STRING } from '../../markers/argument-type.ts';
import { schemaToYaml } from '../../schema/to-yaml.ts';
import { compareKeys } from '../../yaml/key-order.ts';
import { isSequence, type YamlMapping, type YamlValue } from '../../yaml/value.ts';
import type { CrdDraft } from '../crd/crd-draft.ts';
import { draftCrds } from '../crd/generator.ts';
import type { Artifact, Generator, GeneratorContext } from '../generator.ts';
import { OPTIONAL_BOOL } from '../header.ts';

/**
 * Puts new schemas into CRD manifests that are there already and leaves everything else in them as it is, comments and
 * order included.
 *
 * Source: controller-tools' pkg/schemapatcher. A manifest whose kind is not among the types stays unchanged; a version of a
 * patched kind for which there is no type loses its schema.
 */
export const schemapatchGenerator: Generator = {
  name: 'schemapatch',
  help: { category: 'Generators', summary: 'Puts new schemas into CRD manifests that are there already.' },
  options: {
    manifests: { type: STRING, help: 'The directory of the manifests.' },
    maxDescLen: { type: INT, optional: true, help: 'Descriptions are cut to so many bytes; 0 drops them.' },
    generateEmbeddedObjectMeta: { ...OPTIONAL_BOOL, help: 'The metadata of embedded objects is described.' },
  },
  // Those of crd, which registers them.
  markers: [],
  generate(context, options) {
    const directory = options['manifests'] as string;
    const crds = draftCrds(context, options);
    return context
      .listFiles(directory)
      .filter((name) => name.endsWith('.yaml'))
      .flatMap((name) => patchFile(context, `${directory}/${name}`, name, crds));
  },
};

function patchFile(
  { readFile, diagnostics }: GeneratorContext,
  path: string,
  name: string,
  crds: readonly CrdDraft[],
): readonly Artifact[] {
  const documents = parseAllDocuments(readFile(path));
  if (!Array.isArray(documents)) return [];
  const broken = documents.flatMap(({ errors }) => errors)[0];
  if (broken !== undefined) {
    diagnostics.error(undefined, `${path}: ${broken.message}`);
    return [];
  }
  const isCrd = documents.some((document) => document.get('kind') === 'CustomResourceDefinition');
  if (!isCrd) return [];
  for (const document of documents) {
    const crd = crds.find(
      ({ group, kind }) => group === document.getIn(['spec', 'group']) && kind === kindOf(document),
    );
    if (crd !== undefined) patchDocument(document, crd);
  }
  return [{ path: name, content: documents.map((document) => document.toString({ lineWidth: LINE_WIDTH })).join('') }];
}

const LINE_WIDTH = 80;
const kindOf = (document: Document): unknown => document.getIn(['spec', 'names', 'kind']);

function patchDocument(document: Document, crd: CrdDraft): void {
  const versions = document.getIn(['spec', 'versions']);
  if (!isSeq(versions)) return;
  for (const version of versions.items) {
    if (!isMap(version)) continue;
    const draft = crd.versions.find(({ name }) => name === version.get('name'));
    if (draft === undefined) version.delete('schema');
    else setSchema(document, version, schemaToYaml(draft.schema));
  }
}

function setSchema(document: Document, version: YAMLMap, schema: YamlMapping): void {
  const node = document.createNode(sorted(schema));
  const holder = version.get('schema');
  if (isMap(holder)) holder.set('openAPIV3Schema', node);
  else version.set('schema', document.createNode({ openAPIV3Schema: node }));
}

/** Keys in the order in which every manifest has them. */
function sorted(value: YamlValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isSequence(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .filter((entry): entry is [string, YamlValue] => entry[1] !== undefined)
      .sort(([a], [b]) => compareKeys(a, b))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

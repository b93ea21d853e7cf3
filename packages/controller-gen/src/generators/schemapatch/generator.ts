import { type Document, isMap, isSeq, parseAllDocuments, YAMLMap } from 'yaml';
import { INT, STRING } from '../../markers/argument-type.ts';
import type { CrdDraft } from '../crd/crd-draft.ts';
import { draftCrds } from '../crd/generator.ts';
import type { Artifact, Generator, GeneratorContext } from '../generator.ts';
import { OPTIONAL_BOOL } from '../header.ts';
import { quotedKey, renderDocuments } from './documents.ts';
import { schemaNode } from './schema-node.ts';

/**
 * Puts new schemas into CRD manifests that are there already and leaves everything else in them as it is, comments and
 * order included.
 *
 * Source: controller-tools' pkg/schemapatcher. A manifest whose kind is not among the types stays unchanged; a version of a
 * patched kind for which there is no type loses its schema. Of a file with several documents the original keeps only the
 * first; here all stay.
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
  const source = readFile(path);
  const documents = parseAllDocuments(source);
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
  return [{ path: name, content: renderDocuments(documents, source) }];
}

const kindOf = (document: Document): unknown => document.getIn(['spec', 'names', 'kind']);

function patchDocument(document: Document, crd: CrdDraft): void {
  document.deleteIn(['spec', 'validation']);
  const versions = document.getIn(['spec', 'versions']);
  if (!isSeq(versions)) return;
  for (const version of versions.items) {
    if (!isMap(version)) continue;
    const draft = crd.versions.find(({ name }) => name === version.get('name'));
    if (draft === undefined) version.delete('schema');
    else setSchema(version, schemaNode(draft.schema));
  }
}

function setSchema(version: YAMLMap, schema: YAMLMap): void {
  const holder = version.get('schema');
  if (!isMap(holder)) {
    const made = new YAMLMap();
    made.set(quotedKey('openAPIV3Schema'), schema);
    version.set(quotedKey('schema'), made);
  } else if (holder.has('openAPIV3Schema')) holder.set('openAPIV3Schema', schema);
  else holder.set(quotedKey('openAPIV3Schema'), schema);
}

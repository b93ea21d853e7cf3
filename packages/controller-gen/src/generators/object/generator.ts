import type { ApiPackage } from '../../loader/api-package.ts';
import { descriptionOf } from '../../loader/description.ts';
import { BOOL } from '../../markers/argument-type.ts';
import { type MarkerDefinition, value } from '../../markers/definition.ts';
import { APIMACHINERY } from '../../schema/known-types.ts';
import type { CrdDraft } from '../crd/crd-draft.ts';
import { draftsByKind } from '../crd/drafts-by-kind.ts';
import { schemaReader, versionedKinds } from '../crd/generator.ts';
import type { Artifact, Generator, GeneratorContext } from '../generator.ts';
import { HEADER_OPTIONS, headerText } from '../header.ts';
import type { VersionedKind } from '../kinds.ts';
import { docComment, GENERATED, specifierOf } from '../typescript.ts';
import { renderDefaults } from './defaults.ts';
import { renderDescriptor } from './descriptor.ts';

const FILE_NAME = 'zz_generated.object.ts';
const ROOT = 'kubebuilder:object:root';

const OBJECT_MARKERS: readonly MarkerDefinition[] = [
  {
    name: ROOT,
    target: 'type',
    shape: value(BOOL),
    help: {
      category: 'object',
      summary: 'Whether a kind, or a list of one, gets a descriptor. A kind does unless this is false.',
    },
  },
  {
    name: 'kubebuilder:object:generate',
    target: 'type',
    shape: value(BOOL),
    help: { category: 'object', summary: 'Taken for compatibility: TypeScript copies objects without generated code.' },
  },
  {
    name: 'kubebuilder:object:generate',
    target: 'package',
    shape: value(BOOL),
    help: { category: 'object', summary: 'Taken for compatibility: TypeScript copies objects without generated code.' },
  },
];

/**
 * Writes what TypeScript, whose types vanish, needs at run time: a descriptor for each kind, under the type's own name, and
 * the registration of a folder's kinds. What `zz_generated.deepcopy.go` is for Go.
 */
export const objectGenerator: Generator = {
  name: 'object',
  help: {
    category: 'Generators',
    summary: 'Writes run-time descriptors of the kinds, their defaults and their registration, as TypeScript.',
  },
  options: HEADER_OPTIONS,
  markers: OBJECT_MARKERS,
  generate(context, options) {
    const kinds = versionedKinds(context).filter((kind) => isRoot(context, kind));
    const draftOf = draftsByKind(context);
    const schemaOf = schemaReader(context, { allowDangerousTypes: true });
    const described = kinds.map((kind) => ({
      kind,
      draft: draftOf(kind),
      defaults: renderDefaults(schemaOf(kind)),
    }));
    const header = headerText(options, context);
    return [...Map.groupBy(described, ({ kind }) => kind.package)].map(([apiPackage, members]): Artifact => ({
      path: FILE_NAME,
      packageDirectory: apiPackage.directory,
      content: header + renderModule(context, apiPackage, members),
    }));
  },
};

function isRoot({ markers }: GeneratorContext, { found }: VersionedKind): boolean {
  return markers.read(found.unit, found.unit.blockOf(found.node), 'type').own.get(ROOT)?.value !== false;
}

/** A kind and what its module says of it. */
interface DescribedKind {
  readonly kind: VersionedKind;
  readonly draft: CrdDraft | undefined;
  /** The text of its defaults, if it has any. */
  readonly defaults: string | undefined;
}

function renderModule(context: GeneratorContext, apiPackage: ApiPackage, kinds: readonly DescribedKind[]): string {
  const sorted = kinds.toSorted((a, b) => (a.kind.kind < b.kind.kind ? -1 : 1));
  const names = sorted.map(({ kind }) => kind.kind);
  const { group = '', version = '' } = sorted[0]?.kind.groupVersion ?? {};
  const api = apiNames(names);
  const hasDefaults = kinds.some(({ defaults }) => defaults !== undefined);
  const imports = [...(hasDefaults ? [api.Defaults] : []), api.Kind, api.KindRegistry];
  return `${GENERATED}
import type { ${imports.map(({ imported }) => imported).join(', ')} } from '${APIMACHINERY}';
${renderImports(
  context,
  apiPackage,
  sorted.map(({ kind }) => kind),
)}

${sorted.map((described) => renderKind(described, api)).join('\n')}
/** Adds the kinds of ${group === '' ? version : `${group}/${version}`} to the scheme. */
export function addToScheme(registry: ${api.KindRegistry.local}): void {
  registry.register(${names.join(', ')});
}
`;
}

type ApiNames = Readonly<
  Record<'Defaults' | 'Kind' | 'KindRegistry', { readonly local: string; readonly imported: string }>
>;

/** What a module calls the types of apimachinery that it uses: something else, if a kind has the name. */
function apiNames(kinds: readonly string[]): ApiNames {
  const nameOf = (name: string): ApiNames[keyof ApiNames] => {
    const local = kinds.includes(name) ? `Api${name}` : name;
    return { local, imported: local === name ? name : `${name} as ${local}` };
  };
  return { Defaults: nameOf('Defaults'), Kind: nameOf('Kind'), KindRegistry: nameOf('KindRegistry') };
}

/** The types keep their names here, so what they are made of is imported under another. */
const typeName = (kind: string): string => `${kind}Type`;

function renderImports(
  { graph }: GeneratorContext,
  { directory }: ApiPackage,
  kinds: readonly VersionedKind[],
): string {
  const byFile = Map.groupBy(kinds, ({ found }) => found.unit.path);
  return [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, members]) => {
      const names = members.map(({ kind }) => `${kind} as ${typeName(kind)}`).sort();
      return `import type { ${names.join(', ')} } from '${specifierOf(graph, directory, path)}';`;
    })
    .join('\n');
}

function renderKind({ kind: { kind, groupVersion, found }, draft, defaults }: DescribedKind, api: ApiNames): string {
  const version = draft?.versions.find(({ name }) => name === groupVersion.version);
  const resource = {
    group: groupVersion.group,
    version: groupVersion.version,
    kind,
    plural: draft?.plural ?? '',
    singular: draft?.singular ?? '',
    scope: draft?.scope ?? '',
    subresources: Object.keys(version?.subresources ?? {}),
  };
  const text = descriptionOf(found.unit.blockOf(found.node)?.lines ?? []);
  return `${docComment(text)}export type ${kind} = ${typeName(kind)};
${renderDescriptor(resource, { kindType: api.Kind.local, objectType: typeName(kind) })}${defaults === undefined ? '' : renderDefaultsOf(kind, defaults, api)}`;
}

function renderDefaultsOf(kind: string, defaults: string, api: ApiNames): string {
  return `
/** What an API server fills in where a ${kind} leaves it out: see \`withDefaults\`. */
export const ${kind}Defaults = ${defaults} as const satisfies ${api.Defaults.local}<${typeName(kind)}>;
`;
}

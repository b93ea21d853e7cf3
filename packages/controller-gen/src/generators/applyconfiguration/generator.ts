import { join } from 'node:path';
import type { ApiPackage } from '../../loader/api-package.ts';
import { isExported } from '../../loader/scope.ts';
import type { FoundType } from '../../loader/source-graph.ts';
import { STRINGS } from '../../markers/argument-type.ts';
import { APIMACHINERY } from '../../schema/known-types.ts';
import type { CrdDraft } from '../crd/crd-draft.ts';
import { draftsByKind } from '../crd/drafts-by-kind.ts';
import { versionedKinds } from '../crd/generator.ts';
import type { Artifact, Generator, GeneratorContext } from '../generator.ts';
import { HEADER_OPTIONS, headerText, OPTIONAL_BOOL } from '../header.ts';
import type { VersionedKind } from '../kinds.ts';
import { GENERATED, specifierOf } from '../typescript.ts';
import { StructCollector } from './collect.ts';
import { APPLY_MARKERS, generates, outputFolder } from './markers.ts';
import type { AppliedStruct } from './model.ts';
import { renderAlias, renderKind, renderStruct } from './render.ts';

const FILE_NAME = 'zz_generated.applyconfiguration.ts';

/**
 * Writes types for server-side apply: for each kind what an applier may say of it, with everything optional but its name,
 * and what the schema says about merging kept: the items of a list of type map need their keys, an atomic value is given
 * whole. And functions that make one, anew and of what was applied before.
 *
 * Source: controller-tools' pkg/applyconfiguration, and code-generator's applyconfiguration-gen. Its `With…` functions are
 * object literals here.
 */
export const applyconfigurationGenerator: Generator = {
  name: 'applyconfiguration',
  help: { category: 'Generators', summary: 'Writes types for server-side apply as TypeScript.' },
  options: {
    externalApplyConfigurations: {
      type: STRINGS,
      optional: true,
      help: 'Taken for compatibility: types of other packages are read as those of the folder are.',
    },
    omitToolVersion: { ...OPTIONAL_BOOL, help: 'Taken for compatibility: the code does not name a version.' },
    ...HEADER_OPTIONS,
  },
  markers: APPLY_MARKERS,
  generate(context, options) {
    const draftOf = draftsByKind(context);
    const header = headerText(options, context);
    const modules = context.packages.flatMap((apiPackage): readonly Artifact[] => {
      const content = renderModule(context, apiPackage, draftOf);
      if (content === undefined) return [];
      const path = join(outputFolder(apiPackage.markers), FILE_NAME);
      return [{ path, packageDirectory: apiPackage.directory, content: header + content }];
    });
    if (modules.length === 0) {
      const message =
        'applyconfiguration: there is nothing to generate: put +kubebuilder:ac:generate=true into the first JSDoc block of a file of the folder';
      context.diagnostics.error(undefined, message);
    }
    return modules;
  },
};

/** The types of a folder that are asked for. */
function wantedTypes({ markers }: GeneratorContext, apiPackage: ApiPackage): readonly FoundType[] {
  const isOn = generates(apiPackage.markers) === true;
  return apiPackage.types.filter((found) => {
    const { own } = markers.read(found.unit, found.unit.blockOf(found.node), 'type');
    return isExported(found.node) && (generates(own) ?? isOn);
  });
}

function renderModule(
  context: GeneratorContext,
  apiPackage: ApiPackage,
  draftOf: (kind: VersionedKind) => CrdDraft | undefined,
): string | undefined {
  const wanted = wantedTypes(context, apiPackage);
  const kinds = versionedKinds(context)
    .filter((kind) => wanted.some(({ node }) => node === kind.found.node))
    .toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  if (kinds.length === 0) return undefined;
  const collector = new StructCollector(context, apiPackage);
  const roots = kinds.map((kind) => ({ kind, struct: collector.add(kind.found) }));
  const rootStructs = new Set(roots.map(({ struct }) => struct));
  const inner = collector.structs.filter((struct) => !rootStructs.has(struct)).toSorted(byName);
  const directory = join(apiPackage.directory, outputFolder(apiPackage.markers));
  const code = [
    ...roots.map(({ kind, struct }) => renderKind(kind, struct, draftOf(kind))),
    ...inner.map(renderStruct),
  ];
  const named = namedIn(code.join(''), collector.structs);
  const aliases = named.map(renderAlias).join('');
  return `${GENERATED}
import {
  extractApplyConfiguration,
  type ApplyConfiguration,
  type ApplyFields,
  type ExtractOptions,
  type Stored,
} from '${APIMACHINERY}';
${renderImports(context, directory, named)}
${aliases === '' ? '' : `\n${aliases}`}
${code.join('\n')}`;
}

/** Comments and strings. */
const NO_NAMES = /\/\*\*[^]*?\*\/|'[^'\n]*'/g;

/** The types that the code names itself, and those on the way to them: an import that nothing uses is an error to many. */
function namedIn(code: string, structs: readonly AppliedStruct[]): readonly AppliedStruct[] {
  const words = (text: string): ReadonlySet<string> => new Set(text.replaceAll(NO_NAMES, '').match(/[\w$]+/g));
  const found = new Set<AppliedStruct>();
  let open = [code];
  while (open.length > 0) {
    const asked = words(open.join(' '));
    const next = structs.filter((struct) => asked.has(struct.name) && !found.has(struct));
    for (const struct of next) found.add(struct);
    open = next.map(renderAlias).filter((alias) => alias !== '');
  }
  return [...found].sort(byName);
}

const byName = (a: AppliedStruct, b: AppliedStruct): number => (a.name < b.name ? -1 : 1);

function renderImports({ graph }: GeneratorContext, directory: string, structs: readonly AppliedStruct[]): string {
  const imported = structs.flatMap(({ name, source }) => (source.kind === 'import' ? [{ ...source, name }] : []));
  return [...Map.groupBy(imported, ({ path }) => path)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, members]) => {
      const names = members.map(({ name, exported }) => (name === exported ? name : `${exported} as ${name}`)).sort();
      return `import type { ${names.join(', ')} } from '${specifierOf(graph, directory, path)}';`;
    })
    .join('\n');
}

import type { CrdDraft } from '../crd/crd-draft.ts';
import type { VersionedKind } from '../kinds.ts';
import { docComment, propertyKey, quote } from '../typescript.ts';
import type { AppliedField, AppliedStruct, MergedType } from './model.ts';

/** What `ApplyConfiguration` of apimachinery says already. */
const TOP_LEVEL: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

const configurationOf = ({ name }: AppliedStruct): string => `${name}ApplyConfiguration`;

/** The apply configuration of a kind, and the functions that make one: anew, and of what was applied before. */
export function renderKind(kind: VersionedKind, struct: AppliedStruct, draft: CrdDraft | undefined): string {
  const { group, version } = kind.groupVersion;
  const apiVersion = quote(group === '' ? version : `${group}/${version}`);
  const name = configurationOf(struct);
  const fields = struct.fields.filter((field) => !TOP_LEVEL.has(field.name));
  const own = [wholeFields(struct, fields), membersOf(fields)].filter((part) => part !== '');
  const isNamespaced = draft?.scope !== 'Cluster';
  return `/** What an applier says of a ${kind.kind}: the fields that it means to own. */
export type ${name} = ${[`ApplyConfiguration<${apiVersion}, ${quote(kind.kind)}>`, ...own].join(' & ')};

/**
 * Declares a ${kind.kind} for server-side apply. What is left out is left to others; what was given before and is no more
 * is given up, and removed if nobody else owns it.
 */
export function ${functionName(name)}(
  name: string,${isNamespaced ? '\n  namespace: string,' : ''}
  fields: ApplyFields<${name}> = {},
): ${name} {
  return {
    ...fields,
    apiVersion: ${apiVersion},
    kind: ${quote(kind.kind)},
    metadata: { ...fields.metadata, name${isNamespaced ? ', namespace' : ''} },
  };
}

/**
 * What \`fieldManager\` applied to a ${kind.kind} and still owns, to be changed and applied again: see
 * \`extractApplyConfiguration\` of @kubewright/apimachinery.
 */
export function extract${struct.name}(
  object: Stored<${struct.name}>,
  fieldManager: string,
  options?: ExtractOptions,
): ${name} {
  return extractApplyConfiguration(object, fieldManager, options) as ${name};
}
`;
}

/** The apply configuration of an object type. */
export function renderStruct(struct: AppliedStruct): string {
  const whole = wholeFields(struct, struct.fields);
  const members = membersOf(struct.fields);
  const name = configurationOf(struct);
  const comment = `/** What an applier says of ${struct.name}. */\n`;
  if (members === '') return `${comment}export type ${name} = ${whole};\n`;
  return `${comment}export interface ${name}${whole === '' ? '' : ` extends ${whole}`} ${members}\n`;
}

/** The name of a type that cannot be imported. */
export function renderAlias({ name, source }: AppliedStruct): string {
  return source.kind === 'path' ? `type ${name} = ${source.type};\n` : '';
}

/** `HTTPRoute` gives `httpRoute`. */
function functionName(type: string): string {
  return type.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z]+)/, (head) => head.toLowerCase());
}

/** The fields that are as in the type itself, text and all. Named one by one: a field may be none of the schema's. */
function wholeFields({ name }: AppliedStruct, fields: readonly AppliedField[]): string {
  const names = fields.filter(({ type }) => type.kind === 'whole').map((field) => quote(field.name));
  return names.length === 0 ? '' : `Partial<Pick<${name},${names.map((field) => `\n  | ${field}`).join('')}\n>>`;
}

/** The fields that are applied in part. */
function membersOf(fields: readonly AppliedField[]): string {
  const members = fields.flatMap(({ name, nullable, description, type }) => {
    if (type.kind === 'whole') return [];
    const text = renderType(type) + (nullable ? ' | null' : '');
    return [`${docComment(description, '  ')}  readonly ${propertyKey(name)}?: ${text};\n`];
  });
  return members.length === 0 ? '' : `{\n${members.join('')}}`;
}

function renderType(type: MergedType): string {
  switch (type.kind) {
    case 'struct':
      return configurationOf(type.struct);
    case 'list': {
      const { item, keys } = type;
      if (keys.length === 0) return `readonly ${configurationOf(item)}[]`;
      const required = `Required<Pick<${item.name}, ${keys.map(quote).join(' | ')}>>`;
      return `readonly (${configurationOf(item)} & ${required})[]`;
    }
    case 'map':
      return `Readonly<Record<string, ${renderType(type.value)}>>`;
  }
}

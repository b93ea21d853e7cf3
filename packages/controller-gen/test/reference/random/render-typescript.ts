import { BASICS, type Declaration, type Documented, type Field, KNOWN, type RandomApi, type Type } from './model.ts';

/** The same as a TypeScript file. */
export function renderTypeScript(group: string, apis: ReadonlyMap<string, RandomApi>): string {
  const imports = ['KubernetesObject', ...BASICS.filter((name) => name !== 'string' && name !== 'boolean'), ...KNOWN];
  return `/**
 * +groupName=${group}
 * +versionName=v1
 */
import type { ${imports.join(', ')} } from '@kubewright/apimachinery';

${[...apis].map(([kind, api]) => renderApi(kind, api)).join('\n')}`;
}

function renderApi(kind: string, { declarations, kindMarkers }: RandomApi): string {
  return `${comment({ doc: [], markers: kindMarkers }, '')}export interface ${kind} extends KubernetesObject {
  spec: ${kind}Spec;
}

${declarations.map((declaration) => renderDeclaration(kind, declaration)).join('\n')}`;
}

function renderDeclaration(prefix: string, declaration: Declaration): string {
  const head = comment(declaration, '');
  const name = prefix + declaration.name;
  switch (declaration.kind) {
    case 'alias':
      return `${head}export type ${name} = ${renderType(prefix, declaration.type)};\n`;
    case 'enum':
      return `${head}export type ${name} = ${declaration.values.map((value) => `'${value}'`).join(' | ')};\n`;
    case 'struct': {
      const heritage = declaration.embeds.map((base) => prefix + base).join(', ');
      const extension = heritage === '' ? '' : ` extends ${heritage}`;
      return `${head}export interface ${name}${extension} {\n${declaration.fields.map((field) => renderField(prefix, field)).join('')}}\n`;
    }
  }
}

function renderField(prefix: string, field: Field): string {
  const type = renderType(prefix, field.type) + (field.nullable ? ' | null' : '');
  return `${comment(field, '  ')}  ${field.name}${field.optional ? '?' : ''}: ${type};\n`;
}

function renderType(prefix: string, type: Type): string {
  switch (type.kind) {
    case 'basic':
    case 'known':
      return type.name;
    case 'named':
      return prefix + type.name;
    case 'list':
      return `${renderType(prefix, type.item)}[]`;
    case 'map':
      return `Record<string, ${renderType(prefix, type.value)}>`;
  }
}

function comment({ doc, markers }: Documented, indent: string): string {
  const lines = [...doc, ...markers.map((marker) => `+${marker}`)];
  if (lines.length === 0) return '';
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */\n`].join('\n');
}

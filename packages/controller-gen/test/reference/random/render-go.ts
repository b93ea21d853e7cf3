import type { Basic, Declaration, Documented, Field, Known, RandomApi, Type } from './model.ts';

const BASICS: Readonly<Record<Basic, string>> = {
  string: 'string',
  boolean: 'bool',
  int: 'int',
  int32: 'int32',
  int64: 'int64',
  bytes: '[]byte',
};
const KNOWN: Readonly<Record<Known, string>> = {
  Time: 'metav1.Time',
  MicroTime: 'metav1.MicroTime',
  Duration: 'metav1.Duration',
  Quantity: 'resource.Quantity',
  IntOrString: 'intstr.IntOrString',
  RawExtension: 'runtime.RawExtension',
  JSONValue: 'apiextensionsv1.JSON',
  Condition: 'metav1.Condition',
  ObjectMeta: 'metav1.ObjectMeta',
};

/** A Go package of several random APIs; the types of each start with its kind's name. */
export function renderGo(group: string, apis: ReadonlyMap<string, RandomApi>): string {
  return `// +groupName=${group}
// +versionName=v1
package v1

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

var (
	_ apiextensionsv1.JSON
	_ resource.Quantity
	_ metav1.Time
	_ runtime.RawExtension
	_ intstr.IntOrString
)

${[...apis].map(([kind, api]) => renderApi(kind, api)).join('\n')}`;
}

function renderApi(kind: string, { declarations, kindMarkers }: RandomApi): string {
  const types = declarations.map((declaration) => renderDeclaration(kind, declaration));
  return `${comment({ doc: [], markers: kindMarkers }, '')}type ${kind} struct {
	metav1.TypeMeta   \`json:",inline"\`
	metav1.ObjectMeta \`json:"metadata,omitempty"\`
	Spec ${kind}Spec \`json:"spec"\`
}

${types.join('\n')}`;
}

function renderDeclaration(prefix: string, declaration: Declaration): string {
  const head = `${comment(declaration, '')}type ${prefix}${declaration.name}`;
  switch (declaration.kind) {
    case 'alias':
      return `${head} ${renderType(prefix, declaration.type)}\n`;
    case 'enum': {
      const values = declaration.values.map((value) => `"${value}"`).join(';');
      const markers = [...declaration.markers, `kubebuilder:validation:Enum=${values}`];
      return `${comment({ ...declaration, markers }, '')}type ${prefix}${declaration.name} string\n`;
    }
    case 'struct': {
      const embeds = declaration.embeds.map((name) => `\t${prefix}${name} \`json:",inline"\`\n`);
      return `${head} struct {\n${embeds.join('')}${declaration.fields.map((field) => renderField(prefix, field)).join('')}}\n`;
    }
  }
}

function renderField(prefix: string, field: Field): string {
  const markers = [...field.markers, ...(field.nullable ? ['nullable'] : [])];
  const name = field.name.charAt(0).toUpperCase() + field.name.slice(1);
  const options = field.optional ? ',omitempty' : '';
  return `${comment({ ...field, markers }, '\t')}\t${name} ${renderType(prefix, field.type)} \`json:"${field.name}${options}"\`\n`;
}

function renderType(prefix: string, type: Type): string {
  switch (type.kind) {
    case 'basic':
      return BASICS[type.name];
    case 'known':
      return KNOWN[type.name];
    case 'named':
      return prefix + type.name;
    case 'list':
      return `[]${renderType(prefix, type.item)}`;
    case 'map':
      return `map[string]${renderType(prefix, type.value)}`;
  }
}

function comment({ doc, markers }: Documented, indent: string): string {
  return [...doc, ...markers.map((marker) => `+${marker}`)]
    .map((line) => `${`${indent}// ${line}`.trimEnd()}\n`)
    .join('');
}

import ts from 'typescript';
import { descriptionOf } from '../loader/description.ts';
import type { SourceUnit } from '../loader/source-file.ts';
import type { MarkerSet } from '../markers/marker.ts';
import { applyMarkers } from './apply-markers.ts';
import type { SchemaBuilder } from './builder.ts';
import type { JsonSchema, ValidationRule } from './json-schema.ts';
import { GROUP_NAMES } from './markers/groups.ts';
import { type Bindings, type Field, locationOf, type TypeUse } from './type-use.ts';
import { isUndefined, membersOf } from './union.ts';

/** Where the fields of an object type stand. */
export type StructSource = { readonly unit: SourceUnit; readonly bindings: Bindings } & (
  | { readonly kind: 'interface'; readonly node: ts.InterfaceDeclaration }
  | { readonly kind: 'literal'; readonly node: ts.TypeLiteralNode }
  | { readonly kind: 'intersection'; readonly node: ts.IntersectionTypeNode }
  /** What a utility type leaves of another type. */
  | { readonly kind: 'fields'; readonly node: ts.Node; readonly fields: readonly Field[] }
);

/**
 * The schema of an object type. What it extends becomes `allOf`, to be merged by the flattener.
 *
 * Source: `structToSchema` of controller-tools' pkg/crd.
 */
export function structSchema(builder: SchemaBuilder, source: StructSource, markers: MarkerSet | undefined): JsonSchema {
  const fields = fieldsOf(builder, source);
  const grouped = groupedNames(markers);
  const required = new Set<string>();
  const properties = new Map<string, JsonSchema>();
  const rules: ValidationRule[] = [];
  for (const field of fields) {
    const own = builder.markers.read(field.unit, field.unit.blockOf(field.node), 'field').own;
    if (own.has('kubebuilder:skip')) continue;
    if (properties.has(field.name)) {
      builder.diagnostics.error(locationOf(field.unit, field.node.name), `a second field is named "${field.name}"`);
    }
    const isRequired = requiredness(builder, field, own);
    if (isRequired && grouped.has(field.name)) {
      const message = `the field ${field.name} is part of a group of which not all must be set: mark it optional with ?`;
      builder.diagnostics.error(locationOf(field.unit, field.node), message);
    }
    if (isRequired) required.add(field.name);
    else if (own.has('k8s:immutable')) rules.push(keptOnceSet(field.name));
    properties.set(field.name, fieldSchema(builder, field, own));
  }
  const inlined = inlinedSchemas(builder, source, properties);
  return {
    type: 'object',
    properties,
    ...(required.size === 0 ? {} : { required: [...required].sort(byBytes) }),
    ...(inlined.length === 0 ? {} : { allOf: inlined }),
    ...(rules.length === 0 ? {} : { 'x-kubernetes-validations': rules }),
  };
}

/** A rule of the field itself does not run when the field goes, so its parent has to watch. */
function keptOnceSet(name: string): ValidationRule {
  return { rule: `!has(oldSelf.${name}) || has(self.${name})`, message: `field ${name} is immutable once set` };
}

function groupedNames(markers: MarkerSet | undefined): ReadonlySet<unknown> {
  return new Set(GROUP_NAMES.flatMap((name) => markers?.named(name) ?? []).flatMap(({ value }) => value));
}

/** The markers win over `?`, the older ones over the newer ones, as in the original. */
function requiredness(builder: SchemaBuilder, field: Field, own: MarkerSet): boolean {
  if (own.has('kubebuilder:validation:Optional')) return false;
  if (own.has('kubebuilder:validation:Required')) return true;
  if (own.has('optional') || own.has('k8s:optional')) return false;
  if (own.has('required') || own.has('k8s:required')) return true;
  return !field.optional && !builder.isOptionalByDefault(field.unit);
}

function fieldSchema(builder: SchemaBuilder, field: Field, own: MarkerSet): JsonSchema {
  const { unit, node, bindings } = field;
  const schema = bareFieldSchema(builder, { unit, node: node.type, bindings }, field, own);
  const description = descriptionOf(unit.blockOf(node)?.lines ?? []);
  if (description === '') delete schema.description;
  else schema.description = description;
  applyMarkers(schema, own, undefined, builder.diagnostics);
  schema.location = locationOf(unit, node.name);
  return schema;
}

function bareFieldSchema(
  builder: SchemaBuilder,
  use: { readonly unit: SourceUnit; readonly node: ts.TypeNode | undefined; readonly bindings: Bindings },
  { node, name }: Field,
  own: MarkerSet,
): JsonSchema {
  if (own.has('kubebuilder:validation:Schemaless')) return {};
  if (use.node === undefined) {
    builder.diagnostics.error(locationOf(use.unit, node), `the field ${name} has no type`);
    return {};
  }
  return builder.typeSchema({ ...use, node: use.node });
}

/** The fields that an object type declares itself. */
export function fieldsOf(builder: SchemaBuilder, source: StructSource): readonly Field[] {
  const { unit, bindings } = source;
  switch (source.kind) {
    case 'fields':
      return source.fields;
    case 'intersection':
      return source.node.types
        .filter((type) => ts.isTypeLiteralNode(type))
        .flatMap((node) => fieldsOf(builder, { kind: 'literal', unit, bindings, node }));
    case 'interface':
    case 'literal':
      return source.node.members.flatMap((member) => fieldOf(builder, unit, member, bindings));
  }
}

/** A member as a field; none, and an error, if it is no data. */
function fieldOf(builder: SchemaBuilder, unit: SourceUnit, node: ts.TypeElement, bindings: Bindings): readonly Field[] {
  const name = ts.isPropertySignature(node) ? propertyName(node.name) : undefined;
  if (!ts.isPropertySignature(node) || name === undefined) {
    builder.diagnostics.error(locationOf(unit, node), whyNoField(node));
    return [];
  }
  const optional =
    node.questionToken !== undefined || (node.type !== undefined && membersOf(node.type).some(isUndefined));
  return [{ unit, node, name, optional, bindings }];
}

function whyNoField(node: ts.TypeElement): string {
  if (ts.isIndexSignatureDeclaration(node)) return 'an object has either named fields or keys of any name, not both';
  if (ts.isPropertySignature(node)) return 'the name of a field must be written out';
  return 'a method is no data: an API type has only properties';
}

function propertyName(name: ts.PropertyName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : undefined;
}

/** What an object type takes over from others: by `extends`, or by `&`. */
function inlinedSchemas(
  builder: SchemaBuilder,
  source: StructSource,
  own: Map<string, JsonSchema>,
): readonly JsonSchema[] {
  return inlinedTypes(source).flatMap((use) => {
    const { unit, node } = use;
    const found = ts.isTypeReferenceNode(node) ? builder.graph.findType(unit, node.typeName) : undefined;
    if (found !== undefined && builder.isApimachinery(found)) {
      const meta = OBJECT_META_OF[found.node.name.text];
      if (meta !== undefined) {
        const location = locationOf(unit, node);
        // `metadata` may be declared again, for its text.
        if (!own.has('metadata')) own.set('metadata', { ref: { id: meta, location } });
        const items = itemsOfList(builder, use);
        if (items !== undefined && !own.has('items')) own.set('items', items);
        return [{ ref: { id: 'TypeMeta', location } }];
      }
    }
    return [builder.typeSchema(use)];
  });
}

/** The bases of API types, and the type of their metadata. */
const OBJECT_META_OF: Readonly<Record<string, string>> = { KubernetesObject: 'ObjectMeta', KubernetesList: 'ListMeta' };

function itemsOfList(builder: SchemaBuilder, { unit, node, bindings }: TypeUse): JsonSchema | undefined {
  const [item] = ts.isTypeReferenceNode(node) ? (node.typeArguments ?? []) : [];
  return item === undefined ? undefined : { type: 'array', items: builder.typeSchema({ unit, node: item, bindings }) };
}

/** The types that an object type takes over, as type references. */
export function inlinedTypes(source: StructSource): readonly TypeUse[] {
  const { unit, bindings } = source;
  switch (source.kind) {
    case 'fields':
    case 'literal':
      return [];
    case 'intersection':
      return source.node.types.filter((type) => !ts.isTypeLiteralNode(type)).map((node) => ({ unit, node, bindings }));
    case 'interface':
      return (source.node.heritageClauses ?? [])
        .flatMap(({ types }) => types)
        .map((heritage) => ({ unit, node: asTypeReference(heritage), bindings }));
  }
}

/** `extends Base<T>` is an expression to the parser; it means the type of that name. */
function asTypeReference({ expression, typeArguments, pos, end }: ts.ExpressionWithTypeArguments): ts.TypeNode {
  const reference = ts.factory.createTypeReferenceNode(entityName(expression), typeArguments);
  return ts.setTextRange(reference, { pos, end });
}

function entityName(expression: ts.Expression): ts.EntityName {
  if (ts.isPropertyAccessExpression(expression) && ts.isIdentifier(expression.name)) {
    return ts.setTextRange(
      ts.factory.createQualifiedName(entityName(expression.expression), expression.name),
      expression,
    );
  }
  return expression as ts.Identifier;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

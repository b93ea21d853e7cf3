import ts from 'typescript';
import type { MarkerSet } from '../markers/marker.ts';
import type { SchemaBuilder } from './builder.ts';
import { constObjectConstants } from './constants.ts';
import type { JsonSchema } from './json-schema.ts';
import { APIMACHINERY, SCALAR_NAMES } from './known-types.ts';
import { isStringKey } from './map-key.ts';
import { referenceSchema } from './reference.ts';
import { structSchema } from './struct.ts';
import { sameUnit, type TypeUse } from './type-use.ts';
import { unionSchema, valuesSchema } from './union.ts';

/**
 * The schema of a type, by the form in which it is written.
 *
 * Source: `typeToSchema` of controller-tools' pkg/crd.
 */
export function typeSchema(builder: SchemaBuilder, use: TypeUse, markers?: MarkerSet): JsonSchema {
  const { unit, node } = use;
  if (ts.isParenthesizedTypeNode(node)) return typeSchema(builder, sameUnit(use, node.type), markers);
  if (ts.isUnionTypeNode(node) || ts.isLiteralTypeNode(node)) return unionSchema(builder, use, markers);
  if (ts.isArrayTypeNode(node)) return listSchema(builder, sameUnit(use, node.elementType));
  if (ts.isTypeOperatorNode(node) && node.operator === ts.SyntaxKind.ReadonlyKeyword) {
    return typeSchema(builder, sameUnit(use, node.type), markers);
  }
  if (ts.isTypeLiteralNode(node)) return objectLiteralSchema(builder, use, node, markers);
  if (ts.isIntersectionTypeNode(node)) return structSchema(builder, { kind: 'intersection', ...use, node }, markers);
  if (ts.isTypeReferenceNode(node)) return referenceSchema(builder, use, node, markers);
  if (ts.isIndexedAccessTypeNode(node)) {
    return valuesSchema(builder, constObjectConstants(builder.graph, use), unit, node);
  }
  return keywordSchema(builder, use);
}

function keywordSchema(builder: SchemaBuilder, { unit, node }: TypeUse): JsonSchema {
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    default:
      return builder.refuse(unit, node, whyNoSchema(node, node.getText(unit.ast)));
  }
}

function whyNoSchema({ kind }: ts.TypeNode, text: string): string {
  switch (kind) {
    case ts.SyntaxKind.NumberKeyword:
      return `a bare number does not say which: use ${SCALAR_NAMES.join(', ')} of ${APIMACHINERY}`;
    case ts.SyntaxKind.BigIntKeyword:
      return `JSON has no bigint: use int64 of ${APIMACHINERY}`;
    case ts.SyntaxKind.AnyKeyword:
    case ts.SyntaxKind.UnknownKeyword:
    case ts.SyntaxKind.ObjectKeyword:
      return `${text} has no schema: use JSONValue or RawExtension of ${APIMACHINERY}`;
    case ts.SyntaxKind.TupleType:
      return 'a tuple has no schema: use a list, or an object with named fields';
    case ts.SyntaxKind.FunctionType:
    case ts.SyntaxKind.ConstructorType:
      return 'a function is no data';
    case ts.SyntaxKind.TemplateLiteralType:
      return 'a template literal type has no schema: use string with +kubebuilder:validation:Pattern';
    default:
      return `the type ${text} has no schema`;
  }
}

export function listSchema(builder: SchemaBuilder, item: TypeUse): JsonSchema {
  return { type: 'array', items: builder.typeSchema(item) };
}

export function mapSchema(builder: SchemaBuilder, use: TypeUse, key: ts.TypeNode, value: ts.TypeNode): JsonSchema {
  if (!isStringKey(builder.graph, sameUnit(use, key))) {
    return builder.refuse(use.unit, key, 'the keys of a map must be strings');
  }
  return { type: 'object', additionalProperties: builder.typeSchema(sameUnit(use, value)) };
}

/** `{ name: T }`, or a map in the notation `{ [name: string]: T }`. */
function objectLiteralSchema(
  builder: SchemaBuilder,
  use: TypeUse,
  node: ts.TypeLiteralNode,
  markers: MarkerSet | undefined,
): JsonSchema {
  const [only, ...others] = node.members;
  if (only !== undefined && ts.isIndexSignatureDeclaration(only) && others.length === 0) {
    const [key] = only.parameters;
    if (key?.type !== undefined) return mapSchema(builder, use, key.type, only.type);
  }
  return structSchema(builder, { kind: 'literal', ...use, node }, markers);
}

import ts from 'typescript';
import { didYouMean } from '../diagnostics/suggest.ts';
import { isTypeDeclaration } from '../loader/scope.ts';
import type { FoundType } from '../loader/source-graph.ts';
import type { MarkerSet } from '../markers/marker.ts';
import type { SchemaBuilder } from './builder.ts';
import type { JsonSchema } from './json-schema.ts';
import { knownSchema, scalarSchema } from './known-types.ts';
import { structSchema } from './struct.ts';
import { listSchema, mapSchema } from './type-schema.ts';
import { locationOf, sameUnit, type TypeUse } from './type-use.ts';
import { isUtilityType, utilityStruct } from './utility-types.ts';

const LISTS: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray']);

/** The schema of `Name` or `Name<Arguments>`. */
export function referenceSchema(
  builder: SchemaBuilder,
  use: TypeUse,
  node: ts.TypeReferenceNode,
  markers: MarkerSet | undefined,
): JsonSchema {
  const name = node.typeName.getText(use.unit.ast);
  const bound = use.bindings.get(name);
  if (bound !== undefined) return builder.typeSchema(bound);
  const found = builder.graph.findType(use.unit, node.typeName);
  return found === undefined
    ? builtInSchema(builder, use, node, name, markers)
    : declaredSchema(builder, use, node, found);
}

/** The types that TypeScript itself declares. */
function builtInSchema(
  builder: SchemaBuilder,
  use: TypeUse,
  node: ts.TypeReferenceNode,
  name: string,
  markers: MarkerSet | undefined,
): JsonSchema {
  const [first, second] = node.typeArguments ?? [];
  if (LISTS.has(name) && first !== undefined) return listSchema(builder, sameUnit(use, first));
  if (name === 'Record' && first !== undefined && second !== undefined) return mapSchema(builder, use, first, second);
  // Readonly<T> says nothing about the value, and neither does Partial<Record<K, T>>.
  if (first !== undefined && (name === 'Readonly' || (isUtilityType(name) && isMapNotation(first)))) {
    return builder.typeSchema(sameUnit(use, first), markers);
  }
  if (isUtilityType(name) && first !== undefined) {
    const fields = utilityStruct(builder, use, node);
    if (typeof fields === 'string') return builder.refuse(use.unit, node, fields);
    return structSchema(builder, { kind: 'fields', ...use, node, fields }, markers);
  }
  const declared = use.unit.ast.statements.filter(isTypeDeclaration).map((declaration) => declaration.name.text);
  const message = `the type ${name} is not declared or imported here, or its module cannot be found.`;
  return builder.refuse(use.unit, node, message + didYouMean(name, declared));
}

function isMapNotation(node: ts.TypeNode): boolean {
  if (ts.isTypeLiteralNode(node)) return node.members.some(ts.isIndexSignatureDeclaration);
  return ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName) && node.typeName.text === 'Record';
}

function declaredSchema(
  builder: SchemaBuilder,
  use: TypeUse,
  node: ts.TypeReferenceNode,
  found: FoundType,
): JsonSchema {
  const name = found.node.name.text;
  const location = locationOf(use.unit, node);
  if (builder.isApimachinery(found)) {
    const scalar = scalarSchema(name);
    if (scalar !== undefined) return allowedScalar(builder, use, scalar);
    const known = knownSchema(name, false);
    if (known !== undefined) return { ref: { id: name, location }, ...visiblePart(known) };
  }
  const named = builder.name(found, builder.bind(use, node, found));
  return { ref: { id: named.id, location }, ...visiblePart(builder.schemaOf(named.id)) };
}

/**
 * The part of a type's schema that its uses show, so that markers there know what they stand on: objects show nothing.
 *
 * Source: `localNamedToSchema` of controller-tools' pkg/crd.
 */
function visiblePart({ type, format, properties }: JsonSchema): JsonSchema {
  if (properties !== undefined || type === undefined) return {};
  return { type, ...(format === undefined ? {} : { format }) };
}

function allowedScalar(builder: SchemaBuilder, { unit, node }: TypeUse, scalar: JsonSchema): JsonSchema {
  if (scalar.type !== 'number' || builder.options.allowDangerousTypes === true) return scalar;
  const message =
    'a float loses precision on its way through different languages: use a string or Quantity, or run with crd:allowDangerousTypes=true';
  return builder.refuse(unit, node, message);
}

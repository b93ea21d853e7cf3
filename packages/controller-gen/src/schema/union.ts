import ts from 'typescript';
import type { SourceUnit } from '../loader/source-file.ts';
import type { MarkerSet } from '../markers/marker.ts';
import type { SchemaBuilder } from './builder.ts';
import { type Constant, literalOf } from './constants.ts';
import type { JsonSchema } from './json-schema.ts';
import { sameUnit, type TypeUse } from './type-use.ts';

const NO_UNION =
  'a union of types has no structural schema: use literals of one type, IntOrString or JSONValue, or an object with optional fields and +kubebuilder:validation:ExactlyOneOf';

/** The members of a union, nested ones included, in the order written. */
export function membersOf(node: ts.TypeNode): readonly ts.TypeNode[] {
  if (ts.isParenthesizedTypeNode(node)) return membersOf(node.type);
  return ts.isUnionTypeNode(node) ? node.types.flatMap(membersOf) : [node];
}

const isNull = (node: ts.TypeNode): boolean =>
  ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
export const isUndefined = (node: ts.TypeNode): boolean => node.kind === ts.SyntaxKind.UndefinedKeyword;

/** The values of a union of literals; undefined if another type is among them. */
export function literalsOf(members: readonly ts.TypeNode[]): readonly Constant[] | undefined {
  const values = members.map(literalOf);
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** The schema of a union, or of a single literal: an enum, or one type that may be null. */
export function unionSchema(builder: SchemaBuilder, use: TypeUse, markers: MarkerSet | undefined): JsonSchema {
  const { unit, node } = use;
  const members = membersOf(node).filter((member) => !isUndefined(member));
  const rest = members.filter((member) => !isNull(member));
  const [first, second] = rest;
  if (first === undefined) return builder.refuse(unit, node, `the type ${node.getText(unit.ast)} has no schema`);
  const literals = literalsOf(rest);
  let schema: JsonSchema;
  if (literals !== undefined) schema = valuesSchema(builder, literals, unit, node);
  else if (second === undefined) schema = builder.typeSchema(sameUnit(use, first), markers);
  else return builder.refuse(unit, node, NO_UNION);
  return rest.length < members.length ? { ...schema, nullable: true } : schema;
}

/** The schema of a type that has only certain values: its type is theirs. */
export function valuesSchema(
  builder: SchemaBuilder,
  values: readonly Constant[] | undefined,
  unit: SourceUnit,
  node: ts.Node,
): JsonSchema {
  if (values === undefined || values.length === 0) {
    return builder.refuse(unit, node, 'the values of this type are not all literals that can be read from the source');
  }
  const [type, ...others] = new Set(values.map(typeOfConstant));
  if (type === undefined || others.length > 0) {
    return builder.refuse(unit, node, 'the values of an enum must all be of one type');
  }
  const unique = [...new Set(values)];
  return type === 'boolean' && unique.length > 1 ? { type } : { type, enum: unique };
}

function typeOfConstant(value: Constant): 'string' | 'boolean' | 'integer' | 'number' {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' ? 'string' : 'boolean';
}

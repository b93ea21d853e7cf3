import ts from 'typescript';
import type { FoundConstant, FoundType, SourceGraph } from '../loader/source-graph.ts';
import { NO_BINDINGS, type TypeUse } from './type-use.ts';
import { literalsOf, membersOf } from './union.ts';

export type Constant = string | number | boolean;

/** The values that a declared type is made of: a union of literals, a const object, an enum. Undefined for other types. */
export function constantsOf(graph: SourceGraph, { unit, node }: FoundType): readonly Constant[] | undefined {
  if (ts.isEnumDeclaration(node)) return enumConstants(node);
  if (!ts.isTypeAliasDeclaration(node)) return undefined;
  return (
    literalsOf(membersOf(node.type)) ?? constObjectConstants(graph, { unit, node: node.type, bindings: NO_BINDINGS })
  );
}

/** The values of a literal type; undefined if the node is none. */
export function literalOf(node: ts.TypeNode): Constant | undefined {
  return ts.isLiteralTypeNode(node) ? valueOf(node.literal) : undefined;
}

function valueOf(node: ts.Node): Constant | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    return ts.isNumericLiteral(node.operand) ? -Number(node.operand.text) : undefined;
  }
  return undefined;
}

/** The values of a TypeScript enum, in the order written; undefined if one is computed. */
function enumConstants(node: ts.EnumDeclaration): readonly Constant[] | undefined {
  let next: number | undefined = 0;
  const values: Constant[] = [];
  for (const { initializer } of node.members) {
    const value: Constant | undefined = initializer === undefined ? next : valueOf(initializer);
    if (value === undefined) return undefined;
    values.push(value);
    next = typeof value === 'number' ? value + 1 : undefined;
  }
  return values;
}

/**
 * The values of a const object or array that a type speaks of: `(typeof Phase)[keyof typeof Phase]`, or
 * `(typeof PHASES)[number]`. Undefined if the type is not of that form, or a value is computed.
 */
export function constObjectConstants(graph: SourceGraph, { unit, node }: TypeUse): readonly Constant[] | undefined {
  if (!ts.isIndexedAccessTypeNode(node)) return undefined;
  const object = queryOf(node.objectType);
  if (object === undefined) return undefined;
  const byKey = ts.isTypeOperatorNode(node.indexType) && node.indexType.operator === ts.SyntaxKind.KeyOfKeyword;
  const sameObject = byKey && queryOf(node.indexType.type)?.getText(unit.ast) === object.getText(unit.ast);
  if (!sameObject && node.indexType.kind !== ts.SyntaxKind.NumberKeyword) return undefined;
  const constant = graph.findConstant(unit, object);
  return constant === undefined ? undefined : valuesOf(constant);
}

function queryOf(node: ts.TypeNode): ts.EntityName | undefined {
  if (ts.isParenthesizedTypeNode(node)) return queryOf(node.type);
  return ts.isTypeQueryNode(node) ? node.exprName : undefined;
}

function valuesOf({ node: { initializer } }: FoundConstant): readonly Constant[] | undefined {
  const expression = initializer === undefined ? undefined : withoutWrappers(initializer);
  if (expression === undefined) return undefined;
  const nodes = ts.isObjectLiteralExpression(expression)
    ? expression.properties.map((property) => (ts.isPropertyAssignment(property) ? property.initializer : undefined))
    : ts.isArrayLiteralExpression(expression)
      ? expression.elements
      : undefined;
  const values = nodes?.map((node) => (node === undefined ? undefined : valueOf(withoutWrappers(node))));
  return values?.every((value) => value !== undefined) === true ? values : undefined;
}

/** Strips `as const`, `satisfies T`, `Object.freeze(…)` and parentheses. */
function withoutWrappers(node: ts.Expression): ts.Expression {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node)) {
    return withoutWrappers(node.expression);
  }
  const [argument] = ts.isCallExpression(node) && node.expression.getText() === 'Object.freeze' ? node.arguments : [];
  return argument === undefined ? node : withoutWrappers(argument);
}

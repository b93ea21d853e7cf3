import ts from 'typescript';
import type { SourceGraph } from '../loader/source-graph.ts';
import { constantsOf } from './constants.ts';
import { NO_BINDINGS, type TypeUse } from './type-use.ts';
import { literalsOf, membersOf } from './union.ts';

/** Whether a type can be the key of a map: a string, under whatever name, or literals of strings. */
export function isStringKey(graph: SourceGraph, { unit, node, bindings }: TypeUse): boolean {
  if (node.kind === ts.SyntaxKind.StringKeyword) return true;
  if (!ts.isTypeReferenceNode(node)) return areStrings(literalsOf(membersOf(node)));
  const bound = ts.isIdentifier(node.typeName) ? bindings.get(node.typeName.text) : undefined;
  if (bound !== undefined) return isStringKey(graph, bound);
  const found = graph.findType(unit, node.typeName);
  if (found === undefined || ts.isInterfaceDeclaration(found.node)) return false;
  const constants = constantsOf(graph, found);
  if (constants !== undefined || ts.isEnumDeclaration(found.node)) return areStrings(constants);
  return isStringKey(graph, { unit: found.unit, node: found.node.type, bindings: NO_BINDINGS });
}

function areStrings(values: readonly unknown[] | undefined): boolean {
  return values?.every((value) => typeof value === 'string') === true;
}

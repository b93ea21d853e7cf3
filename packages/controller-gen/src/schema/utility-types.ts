import ts from 'typescript';
import type { SchemaBuilder } from './builder.ts';
import { literalsOf, membersOf } from './union.ts';
import { fieldsOf, inlinedTypes, type StructSource } from './struct.ts';
import { type Field, sameUnit, type TypeUse } from './type-use.ts';

const UTILITY_TYPES: ReadonlySet<string> = new Set(['Pick', 'Omit', 'Partial', 'Required', 'Readonly']);

/** Whether a name is one of TypeScript's types that make an object type of another. */
export function isUtilityType(name: string): boolean {
  return UTILITY_TYPES.has(name);
}

/** The fields that `Pick`, `Omit`, `Partial` or `Required` leave, or why they cannot be told. */
export function utilityStruct(
  builder: SchemaBuilder,
  use: TypeUse,
  { typeName, typeArguments }: ts.TypeReferenceNode,
): readonly Field[] | string {
  const name = typeName.getText(use.unit.ast);
  const [subject, keys] = typeArguments ?? [];
  const fields = subject === undefined ? undefined : allFields(builder, sameUnit(use, subject));
  if (fields === undefined) return `${name} needs an object type whose fields are declared in the source`;
  if (name === 'Partial' || name === 'Required')
    return fields.map((field) => ({ ...field, optional: name === 'Partial' }));
  const names = keys === undefined ? undefined : literalsOf(membersOf(keys));
  if (names === undefined) return `the second argument of ${name} must be a union of field names`;
  const unknown = names.filter((key) => !fields.some((field) => field.name === key));
  if (name === 'Pick' && unknown.length > 0) return `there is no field ${unknown.join(', ')} to pick`;
  return fields.filter((field) => names.includes(field.name) === (name === 'Pick'));
}

/** The fields of an object type, inherited ones included; its own win. */
function allFields(builder: SchemaBuilder, use: TypeUse): readonly Field[] | undefined {
  const source = structSourceOf(builder, use);
  if (source === undefined) return undefined;
  if (Array.isArray(source)) return source as readonly Field[];
  const struct = source as StructSource;
  const byName = new Map<string, Field>();
  for (const base of inlinedTypes(struct)) {
    const inherited = allFields(builder, base);
    if (inherited === undefined) return undefined;
    for (const field of inherited) byName.set(field.name, field);
  }
  for (const field of fieldsOf(builder, struct)) byName.set(field.name, field);
  return [...byName.values()];
}

function structSourceOf(builder: SchemaBuilder, use: TypeUse): StructSource | readonly Field[] | undefined {
  const { unit, node, bindings } = use;
  if (ts.isParenthesizedTypeNode(node)) return structSourceOf(builder, sameUnit(use, node.type));
  if (ts.isTypeLiteralNode(node)) return { kind: 'literal', unit, node, bindings };
  if (ts.isIntersectionTypeNode(node)) return { kind: 'intersection', unit, node, bindings };
  if (!ts.isTypeReferenceNode(node)) return undefined;
  const bound = bindings.get(node.typeName.getText(unit.ast));
  if (bound !== undefined) return structSourceOf(builder, bound);
  const found = builder.graph.findType(unit, node.typeName);
  if (found === undefined) {
    if (!isUtilityType(node.typeName.getText(unit.ast))) return undefined;
    const fields = utilityStruct(builder, use, node);
    return typeof fields === 'string' ? undefined : fields;
  }
  if (ts.isInterfaceDeclaration(found.node)) {
    return { kind: 'interface', unit: found.unit, node: found.node, bindings: builder.bind(use, node, found) };
  }
  if (!ts.isTypeAliasDeclaration(found.node)) return undefined;
  return structSourceOf(builder, { unit: found.unit, node: found.node.type, bindings: builder.bind(use, node, found) });
}

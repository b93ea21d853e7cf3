import type ts from 'typescript';
import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { FoundType } from '../loader/source-graph.ts';
import type { SourceUnit } from '../loader/source-file.ts';

/** A type as it is written somewhere, and what the type parameters in it stand for there. */
export interface TypeUse {
  readonly unit: SourceUnit;
  readonly node: ts.TypeNode;
  readonly bindings: Bindings;
}

/** Type parameter → what it stands for. */
export type Bindings = ReadonlyMap<string, TypeUse>;

export const NO_BINDINGS: Bindings = new Map();

/** A declared type, with its type parameters bound. */
export interface NamedType {
  readonly id: string;
  readonly name: string;
  readonly found: FoundType;
  readonly bindings: Bindings;
}

/** A property of an object type. */
export interface Field {
  readonly unit: SourceUnit;
  readonly node: ts.PropertySignature;
  readonly name: string;
  /** `?`, unless a utility type says otherwise. */
  readonly optional: boolean;
  readonly bindings: Bindings;
}

export function locationOf(unit: SourceUnit, node: ts.Node): SourceLocation {
  return { source: unit.ast, start: node.getStart(unit.ast, false), end: node.getEnd() };
}

export function sameUnit(use: TypeUse, node: ts.TypeNode): TypeUse {
  return { ...use, node };
}

import ts from 'typescript';
import type { ApiPackage, GroupVersion } from '../loader/api-package.ts';
import { isExported } from '../loader/scope.ts';
import type { FoundType, SourceGraph } from '../loader/source-graph.ts';
import { APIMACHINERY } from '../schema/known-types.ts';
import { inlinedTypes, type StructSource } from '../schema/struct.ts';
import { NO_BINDINGS } from '../schema/type-use.ts';

/** A type that stands for a kind: one that extends `KubernetesObject`. */
export interface KindType {
  readonly found: FoundType;
  readonly package: ApiPackage;
  readonly kind: string;
}

export interface VersionedKind extends KindType {
  readonly groupVersion: GroupVersion;
}

/**
 * The exported types of a folder that extend `KubernetesObject` directly.
 *
 * Source: `FindKubeKinds` of controller-tools' pkg/crd.
 */
export function kindsOf(graph: SourceGraph, apiPackage: ApiPackage): readonly KindType[] {
  return apiPackage.types
    .filter(({ node }) => isExported(node))
    .filter((found) => basesOf(graph, found).includes('KubernetesObject'))
    .map((found) => ({ found, package: apiPackage, kind: found.node.name.text }));
}

/** The types of apimachinery that a type extends, by name. */
export function basesOf(graph: SourceGraph, { unit, node }: FoundType): readonly string[] {
  const source = structSourceOf({ unit, node });
  if (source === undefined) return [];
  const types = source.kind === 'reference' ? [source.node] : inlinedTypes(source).map((use) => use.node);
  return types.flatMap((type) => {
    const base = ts.isTypeReferenceNode(type) ? graph.findType(unit, type.typeName) : undefined;
    const known = base !== undefined && graph.packageNameOf(base.unit.path) === APIMACHINERY;
    return known ? [base.node.name.text] : [];
  });
}

type Source = StructSource | { readonly kind: 'reference'; readonly node: ts.TypeReferenceNode };

function structSourceOf({ unit, node }: FoundType): Source | undefined {
  if (ts.isInterfaceDeclaration(node)) return { kind: 'interface', unit, node, bindings: NO_BINDINGS };
  if (!ts.isTypeAliasDeclaration(node)) return undefined;
  if (ts.isIntersectionTypeNode(node.type))
    return { kind: 'intersection', unit, node: node.type, bindings: NO_BINDINGS };
  return ts.isTypeReferenceNode(node.type) ? { kind: 'reference', node: node.type } : undefined;
}

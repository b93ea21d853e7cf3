import ts from 'typescript';
import type { Diagnostics } from '../diagnostics/diagnostic.ts';
import { filesOfPackage } from '../loader/api-package.ts';
import { descriptionOf } from '../loader/description.ts';
import type { MarkerReader } from '../loader/marker-reader.ts';
import type { FoundType, SourceGraph } from '../loader/source-graph.ts';
import type { SourceUnit } from '../loader/source-file.ts';
import type { MarkerSet } from '../markers/marker.ts';
import { applyMarkers } from './apply-markers.ts';
import { type Constant, constantsOf } from './constants.ts';
import type { JsonSchema } from './json-schema.ts';
import { APIMACHINERY, knownSchema } from './known-types.ts';
import { structSchema } from './struct.ts';
import { typeSchema } from './type-schema.ts';
import { type Bindings, locationOf, type NamedType, NO_BINDINGS, type TypeUse } from './type-use.ts';
import { valuesSchema } from './union.ts';

export interface SchemaOptions {
  /** `crd:allowDangerousTypes`: floats may be used. */
  readonly allowDangerousTypes?: boolean;
  /** `crd:generateEmbeddedObjectMeta`: metadata below the top is described. */
  readonly generateEmbeddedObjectMeta?: boolean;
}

/**
 * Makes the schema of a type, as Go's controller-gen makes it of the Go counterpart. Named types stay references, so
 * that each is read once; the flattener replaces them.
 *
 * Source: `Parser` of controller-tools' pkg/crd.
 */
export class SchemaBuilder {
  readonly graph: SourceGraph;
  readonly markers: MarkerReader;
  readonly diagnostics: Diagnostics;
  readonly options: SchemaOptions;
  readonly #named = new Map<string, NamedType>();
  readonly #schemas = new Map<string, JsonSchema>();
  /** By file. */
  readonly #optionalByDefault = new Map<string, boolean>();
  /** The types whose schema is being made. */
  readonly #open = new Set<string>();

  constructor(graph: SourceGraph, markers: MarkerReader, diagnostics: Diagnostics, options: SchemaOptions = {}) {
    this.graph = graph;
    this.markers = markers;
    this.diagnostics = diagnostics;
    this.options = options;
  }

  /** Makes a declared type known. Its id is what references name. */
  name(found: FoundType, bindings: Bindings = NO_BINDINGS): NamedType {
    const args = [...bindings.values()].map((use) => `${use.unit.path}:${use.node.pos}`);
    const id = `${found.unit.path}#${found.node.name.text}${args.length === 0 ? '' : `<${args.join()}>`}`;
    const known = this.#named.get(id);
    if (known !== undefined) return known;
    const named = { id, name: found.node.name.text, found, bindings };
    this.#named.set(id, named);
    return named;
  }

  /** The declared type behind an id; undefined for a known type of apimachinery, such as `Condition`. */
  namedType(id: string): NamedType | undefined {
    return this.#named.get(id);
  }

  /** The schema behind an id, with references to other types in it. Empty for a type that is made right now. */
  schemaOf(id: string): JsonSchema {
    const known = this.#schemas.get(id);
    if (known !== undefined) return known;
    if (this.#open.has(id)) return {};
    this.#open.add(id);
    const schema = this.#makeSchema(id);
    this.#open.delete(id);
    this.#schemas.set(id, schema);
    return schema;
  }

  /** The schema of a type as it is written somewhere. `markers` are those of the declaration whose body it is. */
  typeSchema(use: TypeUse, markers?: MarkerSet): JsonSchema {
    return typeSchema(this, use, markers);
  }

  /** What the type parameters of a declaration stand for where it is used. */
  bind(use: TypeUse, node: ts.TypeReferenceNode, { unit, node: declaration }: FoundType): Bindings {
    const parameters = ts.isEnumDeclaration(declaration) ? [] : (declaration.typeParameters ?? []);
    if (parameters.length === 0) return NO_BINDINGS;
    const bindings = new Map<string, TypeUse>();
    for (const [i, parameter] of parameters.entries()) {
      const argument = node.typeArguments?.[i];
      if (argument !== undefined) bindings.set(parameter.name.text, passedOn({ ...use, node: argument }));
      else if (parameter.default !== undefined) {
        bindings.set(parameter.name.text, { unit, node: parameter.default, bindings: new Map(bindings) });
      } else this.refuse(use.unit, node, `${declaration.name.text} needs ${parameters.length} type argument(s)`);
    }
    return bindings;
  }

  /**
   * Whether the fields of a file's types are optional unless they say otherwise: `+kubebuilder:validation:Optional` in any file
   * of the folder says so for all of them.
   *
   * Source: `structToSchema` of controller-tools' pkg/crd. `+kubebuilder:validation:Required` for a package is the default.
   */
  isOptionalByDefault({ path }: SourceUnit): boolean {
    let optional = this.#optionalByDefault.get(path);
    if (optional === undefined) {
      optional = filesOfPackage(path)
        .map((file) => this.graph.load(file))
        .some((unit) => this.markers.read(unit, unit.fileBlock, 'package').own.has('kubebuilder:validation:Optional'));
      this.#optionalByDefault.set(path, optional);
    }
    return optional;
  }

  isApimachinery({ unit }: FoundType): boolean {
    return this.graph.packageNameOf(unit.path) === APIMACHINERY;
  }

  /** Reports a construct that has no schema. The schema that is returned never reaches a file. */
  refuse(unit: SourceUnit, node: ts.Node, message: string): JsonSchema {
    this.diagnostics.error(locationOf(unit, node), message);
    return {};
  }

  #makeSchema(id: string): JsonSchema {
    const named = this.#named.get(id);
    if (named !== undefined) return this.#declaredSchema(named);
    const known = knownSchema(id, this.options.generateEmbeddedObjectMeta === true);
    if (known === undefined) throw new Error(`no type has the id ${id}`);
    return known;
  }

  #declaredSchema({ found, bindings }: NamedType): JsonSchema {
    const { unit, node } = found;
    const { own } = this.markers.read(unit, unit.blockOf(node), 'type');
    const constants = constantsOf(this.graph, found);
    const schema = this.#bodySchema(found, bindings, own, constants);
    const description = descriptionOf(unit.blockOf(node)?.lines ?? []);
    if (description === '') delete schema.description;
    else schema.description = description;
    applyMarkers(schema, own, constants, this.diagnostics);
    return schema;
  }

  #bodySchema(
    { unit, node }: FoundType,
    bindings: Bindings,
    markers: MarkerSet,
    constants: readonly Constant[] | undefined,
  ): JsonSchema {
    if (ts.isInterfaceDeclaration(node)) {
      return structSchema(this, { kind: 'interface', unit, node, bindings }, markers);
    }
    if (ts.isTypeAliasDeclaration(node)) return this.typeSchema({ unit, node: node.type, bindings }, markers);
    return valuesSchema(this, constants, unit, node);
  }
}

/** A type parameter that is passed on stands for what it stands for here, so that equal types have equal ids. */
function passedOn(use: TypeUse): TypeUse {
  const { node, bindings } = use;
  if (!ts.isTypeReferenceNode(node) || !ts.isIdentifier(node.typeName)) return use;
  return bindings.get(node.typeName.text) ?? use;
}

import { isExported } from '../../loader/scope.ts';
import type { ApiPackage } from '../../loader/api-package.ts';
import type { FoundType } from '../../loader/source-graph.ts';
import { SchemaBuilder } from '../../schema/builder.ts';
import type { JsonSchema } from '../../schema/json-schema.ts';
import type { GeneratorContext } from '../generator.ts';
import { quote } from '../typescript.ts';
import { generates } from './markers.ts';
import { type AppliedStruct, type AppliedType, type StructSource, WHOLE } from './model.ts';

/** A schema behind its references, with what the uses of the types add. */
interface ResolvedSchema {
  readonly schema: JsonSchema;
  /** The innermost named type. */
  readonly id: string | undefined;
}

/** Where an object type without an importable name is met: its name if it has none, and the way to it. */
interface Place {
  readonly name: string;
  readonly type: string;
}

/** Finds the object types that the kinds of a folder are made of, each once. */
export class StructCollector {
  readonly #builder: SchemaBuilder;
  readonly #package: ApiPackage;
  readonly #byId = new Map<string, AppliedStruct>();
  /** Those of the file so far, and what it imports anyway. */
  readonly #names = new Set(['ApplyConfiguration', 'ApplyFields', 'ExtractOptions', 'Stored']);
  /** In the order in which they were met. */
  readonly structs: AppliedStruct[] = [];

  constructor({ graph, markers, diagnostics }: GeneratorContext, apiPackage: ApiPackage) {
    // What floats are good for is for the crd generator to say.
    this.#builder = new SchemaBuilder(graph, markers, diagnostics, { allowDangerousTypes: true });
    this.#package = apiPackage;
  }

  /** The struct of a declared object type, and by it all that it holds. */
  add(found: FoundType): AppliedStruct {
    const { id, name } = this.#builder.name(found);
    return this.#struct({ schema: this.#builder.schemaOf(id), id }, { name, type: name });
  }

  #struct(resolved: ResolvedSchema, place: Place): AppliedStruct {
    const { schema, id } = resolved;
    const known = id === undefined ? undefined : this.#byId.get(id);
    if (known !== undefined) return known;
    const { name, source } = this.#nameOf(id, place);
    const struct: AppliedStruct = { name, source, fields: [] };
    // Before its fields: a type may hold itself, where a marker cuts the schema.
    if (id !== undefined) this.#byId.set(id, struct);
    this.structs.push(struct);
    for (const [field, property] of this.#propertiesOf(schema)) {
      const { schema: inner } = this.#resolve(property);
      struct.fields.push({
        name: field,
        nullable: inner.nullable === true,
        description: property.description ?? '',
        type: this.#typeOf(property, {
          name: `${name}${field.charAt(0).toUpperCase()}${field.slice(1)}`,
          type: `NonNullable<${name}[${quote(field)}]>`,
        }),
      });
    }
    return struct;
  }

  #nameOf(id: string | undefined, place: Place): { readonly name: string; readonly source: StructSource } {
    const named = id === undefined ? undefined : this.#builder.namedType(id);
    if (named === undefined) {
      // A known type of apimachinery goes by its id, one that is written in place by where it stands.
      return { name: this.#unique(id ?? place.name), source: { kind: 'path', type: place.type } };
    }
    const { unit, node } = named.found;
    const isImportable = isExported(node) && named.bindings.size === 0 && this.#package.units.includes(unit);
    const source: StructSource = isImportable
      ? { kind: 'import', path: unit.path, exported: named.name }
      : { kind: 'path', type: place.type };
    return { name: this.#unique(named.name), source };
  }

  /** Types of one name may come from several modules. */
  #unique(name: string): string {
    let unique = name;
    for (let i = 2; this.#names.has(unique); i++) unique = `${name}${i}`;
    this.#names.add(unique);
    return unique;
  }

  #typeOf(property: JsonSchema, place: Place): AppliedType {
    const resolved = this.#resolve(property);
    const { schema, id } = resolved;
    if (schema['x-kubernetes-map-type'] === 'atomic' || this.#isExcluded(id)) return WHOLE;
    // The known types of apimachinery are small, and all but the items of lists are atomic there.
    if (id !== undefined && this.#builder.namedType(id) === undefined) return WHOLE;
    if (schema.type === 'array') return this.#listOf(schema, place);
    const { additionalProperties: values } = schema;
    if (typeof values === 'object') {
      const value = this.#typeOf(values, { ...place, type: `NonNullable<${place.type}[keyof ${place.type}]>` });
      return value.kind === 'whole' ? WHOLE : { kind: 'map', value };
    }
    return this.#propertiesOf(schema).size === 0 ? WHOLE : { kind: 'struct', struct: this.#struct(resolved, place) };
  }

  /** Lists of type map are merged by their keys, all others are one value: their items are given whole. */
  #listOf({ items, ...list }: JsonSchema, place: Place): AppliedType {
    if (items === undefined || list['x-kubernetes-list-type'] !== 'map') return WHOLE;
    const item = this.#resolve(items);
    if (this.#isExcluded(item.id)) return WHOLE;
    const properties = this.#propertiesOf(item.schema);
    // A key that is left out has its default.
    const keys = (list['x-kubernetes-list-map-keys'] ?? []).filter((key) => properties.get(key)?.default === undefined);
    return { kind: 'list', item: this.#struct(item, { ...place, type: `NonNullable<${place.type}[number]>` }), keys };
  }

  /** `+kubebuilder:ac:generate=false` on a type. */
  #isExcluded(id: string | undefined): boolean {
    const found = id === undefined ? undefined : this.#builder.namedType(id)?.found;
    if (found === undefined) return false;
    const { own } = this.#builder.markers.read(found.unit, found.unit.blockOf(found.node), 'type');
    return generates(own) === false;
  }

  #resolve(property: JsonSchema): ResolvedSchema {
    let schema = property;
    let id: string | undefined;
    while (schema.ref !== undefined) {
      const { ref, ...use } = schema;
      ({ id } = ref);
      schema = { ...this.#builder.schemaOf(id), ...use };
    }
    return { schema, id };
  }

  /** Those that an object type takes over from others first; its own win. */
  #propertiesOf({ properties, allOf = [] }: JsonSchema): ReadonlyMap<string, JsonSchema> {
    const inherited = allOf.flatMap((part) => [...this.#propertiesOf(this.#resolve(part).schema)]);
    return new Map([...inherited, ...(properties ?? [])]);
  }
}

import type { SourceLocation } from '../diagnostics/diagnostic.ts';
import type { Diagnostics } from '../diagnostics/diagnostic.ts';
import { mergeInto } from './merge.ts';
import type { JsonSchema } from './json-schema.ts';

/** Where the flattener gets the schemas that references name. */
export interface SchemaSource {
  schemaOf(id: string): JsonSchema;
}

/**
 * Replaces every reference by the schema that it names, and what an object takes over by its fields, so that a schema
 * stands alone.
 *
 * Source: `Flattener` of controller-tools' pkg/crd.
 */
export class Flattener {
  readonly #source: SchemaSource;
  readonly #diagnostics: Diagnostics;
  readonly #flat = new Map<string, JsonSchema>();
  /** The types that are being flattened, outermost first: one of them again is a recursion. */
  readonly #open: string[] = [];

  constructor(source: SchemaSource, diagnostics: Diagnostics) {
    this.#source = source;
    this.#diagnostics = diagnostics;
  }

  /** The finished schema of a named type. */
  flatten(id: string, location: SourceLocation): JsonSchema {
    return this.#mergeAll(this.#resolve(id, location), location);
  }

  /** The schema of a named type without references; `allOf` is still there. */
  #resolve(id: string, location: SourceLocation): JsonSchema {
    const known = this.#flat.get(id);
    if (known !== undefined) return known;
    if (this.#open.includes(id)) {
      this.#diagnostics.error(location, recursionMessage([...this.#open.slice(this.#open.indexOf(id)), id]));
      return {};
    }
    this.#open.push(id);
    const schema = this.#dereference(this.#source.schemaOf(id));
    this.#open.pop();
    this.#flat.set(id, schema);
    return schema;
  }

  #dereference(schema: JsonSchema): JsonSchema {
    if (schema.ref !== undefined) {
      const { ref, description, title, externalDocs, example, ...constraints } = schema;
      const documentation = { description, title, externalDocs, example };
      return usage(this.#resolve(ref.id, ref.location), constraints, documentation);
    }
    return mapChildren(schema, (child) => this.#dereference(child));
  }

  /** Merges `allOf` into the schema around it, from the outside in. */
  #mergeAll(schema: JsonSchema, location: SourceLocation): JsonSchema {
    const { allOf = [], ...rest } = schema;
    // A field whose type is named has its place in the last part: see `usage`.
    const place = schema.location ?? allOf.at(-1)?.location ?? location;
    const merged: JsonSchema = { ...rest };
    for (const part of allOf) {
      mergeInto(merged, part, (message) => this.#diagnostics.error(place, message));
    }
    return mapChildren(merged, (child) => this.#mergeAll(child, place));
  }
}

type Documentation = Pick<
  { [K in keyof JsonSchema]: JsonSchema[K] | undefined },
  'description' | 'title' | 'externalDocs' | 'example'
>;

/** A type as it is used: what the place of use documents wins, what it demands holds beside what the type demands. */
function usage(type: JsonSchema, constraints: JsonSchema, documentation: Documentation): JsonSchema {
  const result: JsonSchema = { allOf: [type, constraints] };
  const description = documentation.description ?? type.description;
  const title = documentation.title ?? type.title;
  const externalDocs = documentation.externalDocs ?? type.externalDocs;
  const example = documentation.example ?? type.example;
  if (description !== undefined) result.description = description;
  if (title !== undefined) result.title = title;
  if (externalDocs !== undefined) result.externalDocs = externalDocs;
  if (example !== undefined) result.example = example;
  return result;
}

/** The same schema with every schema in it replaced. */
export function mapChildren(schema: JsonSchema, change: (child: JsonSchema) => JsonSchema): JsonSchema {
  const result: JsonSchema = { ...schema };
  if (schema.items !== undefined) result.items = change(schema.items);
  if (schema.allOf !== undefined) result.allOf = schema.allOf.map(change);
  if (schema.anyOf !== undefined) result.anyOf = schema.anyOf.map(change);
  if (schema.properties !== undefined) {
    result.properties = new Map([...schema.properties].map(([name, property]) => [name, change(property)]));
  }
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== true) {
    result.additionalProperties = change(schema.additionalProperties);
  }
  return result;
}

function recursionMessage(ids: readonly string[]): string {
  const names = ids.map((id) => id.slice(id.lastIndexOf('#') + 1).replace(/<.*/, ''));
  return `the type ${names[0] ?? ''} contains itself (${names.join(' → ')}), and an API server has no recursive schemas: use JSONValue for the inner part, or +kubebuilder:validation:Schemaless with +kubebuilder:pruning:PreserveUnknownFields`;
}

/** A default as a schema gives it: fields that have defaults of their own may be missing in it. */
type DefaultValue<T> = T extends readonly (infer Item)[]
  ? readonly DefaultValue<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: DefaultValue<T[K]> }
    : T;

/**
 * The defaults of a schema, as a tree: only the parts of the type that have a default somewhere. controller-gen's generator
 * `object` writes one for each kind that has defaults.
 */
export interface Defaults<T> {
  /** What an absent field gets, where its parent is present. */
  readonly default?: DefaultValue<T>;
  /** The field may be null: then null is a value, and no default replaces it. */
  readonly nullable?: true;
  readonly fields?: { readonly [K in keyof T]?: Defaults<NonNullable<T[K]>> };
  /** Of each item of a list. */
  readonly items?: Defaults<T extends readonly (infer Item)[] ? Item : never>;
  /** Of each value of a map. */
  readonly values?: Defaults<NonNullable<T[keyof T]>>;
}

/** `T` once its defaults are in: a field that has a default is there. */
export type Defaulted<T, D> = T extends readonly (infer Item)[]
  ? D extends { readonly items: infer Of }
    ? readonly Defaulted<Item, Of>[]
    : T
  : T extends object
    ? D extends { readonly fields: infer Fields }
      ? DefaultedFields<T, Fields>
      : D extends { readonly values: infer Of }
        ? { [K in keyof T]: Defaulted<T[K], Of> }
        : T
    : T;

type DefaultedFields<T, Fields> = Omit<T, keyof Fields> & {
  [K in keyof Pick<T, Extract<keyof T, keyof Fields>> as HasDefault<Fields, K> extends true ? never : K]: Defaulted<
    T[K],
    Fields[K & keyof Fields]
  >;
} & {
  [K in keyof Pick<T, Extract<keyof T, keyof Fields>> as HasDefault<Fields, K> extends true ? K : never]-?: Defaulted<
    Exclude<T[K], Fields[K & keyof Fields] extends { readonly nullable: true } ? undefined : null | undefined>,
    Fields[K & keyof Fields]
  >;
};

type HasDefault<Fields, K> = Fields[K & keyof Fields] extends { readonly default: unknown } ? true : false;

/** The tree without its type: what the work is done by. */
interface Node {
  readonly default?: unknown;
  readonly nullable?: true;
  readonly fields?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly values?: Node;
}

/**
 * The object with its defaults, as an API server fills them in when it reads a request or an old object: where the parent is
 * present and the field is absent, or null without being nullable. The object itself stays as it is.
 *
 * Source: `Default` of apiextensions-apiserver's pkg/apiserver/schema/defaulting.
 */
export function withDefaults<T extends object, const D extends Defaults<T>>(defaults: D, object: T): Defaulted<T, D> {
  // What `fill` puts in is what `Defaulted` reads from the same tree.
  return fill(defaults as Node, object) as Defaulted<T, D>;
}

function fill(node: Node, value: unknown): unknown {
  const { fields, items, values } = node;
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => fill(items, item));
  if (typeof value !== 'object' || value === null) return value;
  const filled: Record<string, unknown> = { ...value };
  for (const [name, field] of Object.entries(fields ?? {})) {
    const given = filled[name];
    const isAbsent = given === undefined || (given === null && field.nullable !== true);
    if (!isAbsent) filled[name] = fill(field, given);
    else if (field.default !== undefined) filled[name] = fill(field, structuredClone(field.default));
  }
  if (values !== undefined) {
    for (const [key, member] of Object.entries(filled)) filled[key] = fill(values, member);
  }
  return filled;
}

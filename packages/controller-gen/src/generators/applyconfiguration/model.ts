/** An object type that an applier may speak of in part. */
export interface AppliedStruct {
  /** The name of the type in the generated file, where one is imported or declared. */
  readonly name: string;
  readonly source: StructSource;
  readonly fields: AppliedField[];
}

/** Where the type itself comes from. */
export type StructSource =
  /** From a file of the folder, under its own name there. */
  | { readonly kind: 'import'; readonly path: string; readonly exported: string }
  /** It has no name that could be imported: the way to it from one that has. */
  | { readonly kind: 'path'; readonly type: string };

export interface AppliedField {
  readonly name: string;
  readonly nullable: boolean;
  readonly description: string;
  readonly type: AppliedType;
}

/** How a value is applied, by what the schema says of merging. */
export type AppliedType =
  /** As one: a scalar, an atomic object or list, a set, or what has no fields to tell apart. */
  { readonly kind: 'whole' } | MergedType;

/** How a value is applied in part. */
export type MergedType =
  /** Field by field. */
  | { readonly kind: 'struct'; readonly struct: AppliedStruct }
  /** Item by item: `keys` tell the items apart and must be given. */
  | { readonly kind: 'list'; readonly item: AppliedStruct; readonly keys: readonly string[] }
  /** Key by key. */
  | { readonly kind: 'map'; readonly value: MergedType };

export const WHOLE: AppliedType = { kind: 'whole' };

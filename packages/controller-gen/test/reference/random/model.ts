/** A random API: types that can be written in Go and in TypeScript. */
export interface RandomApi {
  readonly declarations: readonly Declaration[];
  /** The spec is the last declaration. */
  readonly kindMarkers: readonly string[];
}

export interface Documented {
  readonly doc: readonly string[];
  readonly markers: readonly string[];
}

export type Declaration =
  | (Documented & {
      readonly kind: 'struct';
      readonly name: string;
      readonly embeds: readonly string[];
      readonly fields: readonly Field[];
    })
  | (Documented & { readonly kind: 'alias'; readonly name: string; readonly type: Type })
  /** A union of literals in TypeScript, an Enum marker in Go. */
  | (Documented & { readonly kind: 'enum'; readonly name: string; readonly values: readonly string[] });

export interface Field extends Documented {
  readonly name: string;
  readonly optional: boolean;
  /** `| null` in TypeScript, +nullable in Go. */
  readonly nullable: boolean;
  readonly type: Type;
}

export type Type =
  | { readonly kind: 'basic'; readonly name: Basic }
  | { readonly kind: 'known'; readonly name: Known }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'list'; readonly item: Type }
  | { readonly kind: 'map'; readonly value: Type };

export const BASICS = ['string', 'boolean', 'int', 'int32', 'int64', 'bytes'] as const;
export type Basic = (typeof BASICS)[number];
export const KNOWN = [
  'Time',
  'MicroTime',
  'Duration',
  'Quantity',
  'IntOrString',
  'RawExtension',
  'JSONValue',
  'Condition',
  'ObjectMeta',
] as const;
export type Known = (typeof KNOWN)[number];

/** What markers see of a type. */
export type Shape = 'text' | 'whole' | 'flag' | 'list' | 'map' | 'object' | 'other';

export function shapeOf(type: Type, declarations: readonly Declaration[]): Shape {
  switch (type.kind) {
    case 'basic':
      if (type.name === 'boolean') return 'flag';
      return type.name === 'string' || type.name === 'bytes' ? 'text' : 'whole';
    case 'known':
      return 'other';
    case 'list':
      return 'list';
    case 'map':
      return 'map';
    case 'named': {
      const declaration = declarations.find(({ name }) => name === type.name);
      if (declaration === undefined) throw new Error(`no declaration of ${type.name}`);
      if (declaration.kind === 'alias') return shapeOf(declaration.type, declarations);
      return declaration.kind === 'enum' ? 'text' : 'object';
    }
  }
}

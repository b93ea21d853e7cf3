/** What an argument of a marker may be. `any` guesses from what is written, as the original does. */
export type ArgumentType =
  | { readonly kind: 'int' | 'number' | 'string' | 'bool' | 'any' }
  | { readonly kind: 'slice'; readonly item: ArgumentType }
  | { readonly kind: 'map'; readonly item: ArgumentType };

export const INT: ArgumentType = { kind: 'int' };
export const NUMBER: ArgumentType = { kind: 'number' };
export const STRING: ArgumentType = { kind: 'string' };
export const BOOL: ArgumentType = { kind: 'bool' };
export const ANY: ArgumentType = { kind: 'any' };
export const STRINGS: ArgumentType = { kind: 'slice', item: STRING };

/** How help writes a type. */
export function describeType(type: ArgumentType): string {
  switch (type.kind) {
    case 'slice':
      return `[]${describeType(type.item)}`;
    case 'map':
      return `map[string]${describeType(type.item)}`;
    default:
      return type.kind;
  }
}

import type { ArgumentType } from './argument-type.ts';
import type { MarkerArguments, MarkerData } from './value.ts';

/** What a marker may stand on. */
export type MarkerTarget = 'package' | 'type' | 'field';

/** An argument of a marker. */
export interface ArgumentDefinition {
  readonly type: ArgumentType;
  readonly optional?: boolean;
  /** A sentence for people. */
  readonly help?: string;
}

/** What follows a marker's name. */
export type MarkerShape =
  /** Nothing: `+optional`. */
  | { readonly kind: 'flag' }
  /** One value: `+kubebuilder:validation:Minimum=0`. */
  | { readonly kind: 'value'; readonly argument: ArgumentDefinition }
  /** Named arguments: `+kubebuilder:printcolumn:name=Age,type=date`. */
  | { readonly kind: 'arguments'; readonly arguments: Readonly<Record<string, ArgumentDefinition>> };

/** What `-w` and docs/markers.md say about a marker. */
export interface MarkerHelp {
  readonly category: string;
  /** One sentence, from a capital to a full stop. */
  readonly summary: string;
  readonly details?: string;
  /** A marker that does the same, and should be used instead. */
  readonly deprecatedInFavorOf?: string;
}

/** One entry of the registry: everything that the tool knows of a marker. */
export interface MarkerDefinition {
  /** Without the `+`, such as `kubebuilder:validation:Minimum`. */
  readonly name: string;
  readonly target: MarkerTarget;
  readonly shape: MarkerShape;
  readonly help: MarkerHelp;
  /** A package marker that is read from every JSDoc block of a file: on a class, a method or a function, or alone. */
  readonly anywhere?: boolean;
  /**
   * Reads a value that is not written as markers usually are.
   *
   * @throws {SyntaxError} that says what is wrong.
   */
  readonly parse?: (text: string) => MarkerData;
}

/** `true` for a flag, the value, or the named arguments. */
export type MarkerValue = MarkerData | MarkerArguments;

export const flag: MarkerShape = { kind: 'flag' };
export const value = (type: ArgumentType, optional = false): MarkerShape => ({
  kind: 'value',
  argument: { type, optional },
});
export const named = (all: Readonly<Record<string, ArgumentDefinition>>): MarkerShape => ({
  kind: 'arguments',
  arguments: all,
});

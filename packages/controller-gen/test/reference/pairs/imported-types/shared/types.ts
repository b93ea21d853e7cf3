/**
 * Size of it.
 * +kubebuilder:validation:Enum=small;large
 */
export type Size = string;

/** Shared is used elsewhere. */
export interface Shared {
  /** Size it has. */
  readonly size: Size;
  readonly note?: string;
}

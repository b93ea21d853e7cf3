/** Other stands in another file of the package. */
export interface Other {
  readonly plain: string;
  /** +required */
  readonly required: string;
}

/** Source: `metav1.Condition`. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  /** The `metadata.generation` that this condition was made for. */
  readonly observedGeneration?: number;
  /** When `status` last changed: RFC 3339, whole seconds. */
  readonly lastTransitionTime: string;
  /** CamelCase, stable, for programs. */
  readonly reason: string;
  /** A sentence, for people. May be empty. */
  readonly message: string;
}

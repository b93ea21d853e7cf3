/** A label selector as it stands in a spec. Source: `metav1.LabelSelector`. */
export interface LabelSelector {
  /** Labels that must all be there with these values. */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** Requirements that must all hold. */
  readonly matchExpressions?: readonly LabelSelectorRequirement[];
}

/** Source: `metav1.LabelSelectorRequirement`. */
export interface LabelSelectorRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  /** Not empty for `In` and `NotIn`, empty otherwise. */
  readonly values?: readonly string[];
}

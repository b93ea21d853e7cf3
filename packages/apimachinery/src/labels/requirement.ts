export type Labels = Readonly<Record<string, string>>;

/** One term of a label selector; all terms of a selector must hold. Source: `labels.Requirement`. */
export type Requirement =
  | { readonly operator: 'In' | 'NotIn'; readonly key: string; readonly values: readonly string[] }
  | { readonly operator: 'Exists' | 'DoesNotExist'; readonly key: string }
  | { readonly operator: 'Gt' | 'Lt'; readonly key: string; readonly value: bigint };

/** `NotIn` also holds where the label is missing, as in Kubernetes. */
export function requirementHolds(requirement: Requirement, labels: Labels | undefined): boolean {
  const { key } = requirement;
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && requirement.values.includes(value);
    case 'NotIn':
      return value === undefined || !requirement.values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt':
      return value !== undefined && INTEGER.test(value) && compares(requirement, BigInt(value));
  }
}

const compares = ({ operator, value }: { operator: 'Gt' | 'Lt'; value: bigint }, actual: bigint): boolean =>
  operator === 'Gt' ? actual > value : actual < value;

/** What Go's `strconv.ParseInt` takes, apart from the `+` that no label value may begin with. */
export const INTEGER = /^-?[0-9]+$/;

/** The text form, as in `kubectl -l`. */
export function formatRequirement(requirement: Requirement): string {
  const { key } = requirement;
  switch (requirement.operator) {
    case 'In':
      return requirement.values.length === 1
        ? `${key}=${requirement.values.join('')}`
        : `${key} in ${list(requirement)}`;
    case 'NotIn':
      return requirement.values.length === 1
        ? `${key}!=${requirement.values.join('')}`
        : `${key} notin ${list(requirement)}`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    case 'Gt':
      return `${key}>${requirement.value}`;
    case 'Lt':
      return `${key}<${requirement.value}`;
  }
}

const list = ({ values }: { readonly values: readonly string[] }): string => `(${values.toSorted().join(',')})`;

/** What one marker allows. Source: `rbac.Rule` of controller-tools. */
export interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly urls: readonly string[];
  readonly verbs: readonly string[];
}

type Dimension = 'groups' | 'resources' | 'resourceNames' | 'urls';
const DIMENSIONS: readonly Dimension[] = ['groups', 'resources', 'resourceNames', 'urls'];

/**
 * Joins rules that differ in one respect only: first those with the same subject (their verbs add up), then those that
 * differ in the resource, in the group, in the URL; sorted, without doubles.
 *
 * Source: `NormalizeRules` of controller-tools' pkg/rbac.
 */
export function normalizeRules(rules: readonly Rule[]): readonly Rule[] {
  const single = rules.flatMap((rule) =>
    rule.resources.length === 0 ? [rule] : rule.resources.map((resource) => ({ ...rule, resources: [resource] })),
  );
  // "core" is kinder to the eye than an empty string.
  const named = single.map((rule) => ({
    ...rule,
    groups: rule.groups.map((group) => (group === 'core' ? '' : group)),
  }));
  let joined = join(named.map(sorted), DIMENSIONS, 'verbs');
  for (const dimension of ['resources', 'groups', 'urls'] as const) {
    joined = join(joined, [...DIMENSIONS.filter((other) => other !== dimension), 'verbs'], dimension);
  }
  return joined
    .toSorted((a, b) => compareBytes(sortKey(a), sortKey(b)))
    .map((rule) => (rule.verbs.includes('*') ? { ...rule, verbs: ['*'] } : rule));
}

/** Makes one rule of those that agree in `same`, with the `joined` of all. */
function join(rules: readonly Rule[], same: readonly (keyof Rule)[], joined: keyof Rule): readonly Rule[] {
  const groups = Map.groupBy(rules, (rule) => JSON.stringify(same.map((key) => rule[key])));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [sorted({ ...first, [joined]: [first, ...others].flatMap((rule) => rule[joined]) })],
  );
}

function sorted(rule: Rule): Rule {
  const unique = (list: readonly string[]): readonly string[] => [...new Set(list)].sort(compareBytes);
  return {
    groups: unique(rule.groups),
    resources: unique(rule.resources),
    resourceNames: unique(rule.resourceNames),
    urls: unique(rule.urls),
    verbs: unique(rule.verbs),
  };
}

function sortKey(rule: Rule): string {
  return DIMENSIONS.map((dimension) => rule[dimension].join('&')).join(' + ');
}

export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

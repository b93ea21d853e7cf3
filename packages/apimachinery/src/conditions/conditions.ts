import type { Condition } from '../meta/condition.ts';

/** What all conditions have: those of built-in kinds, such as `JobCondition`, are older than {@link Condition}. */
type AnyCondition = Readonly<Record<'type' | 'status', string>>;

export function findCondition<C extends AnyCondition>(all: readonly C[] | undefined, type: string): C | undefined {
  return all?.find((condition) => condition.type === type);
}

export const isConditionTrue = (all: readonly AnyCondition[] | undefined, type: string): boolean =>
  findCondition(all, type)?.status === 'True';

export const isConditionFalse = (all: readonly AnyCondition[] | undefined, type: string): boolean =>
  findCondition(all, type)?.status === 'False';

/**
 * The list with `next` in it, in the place of the condition of its type or at the end. Keeps `lastTransitionTime` unless
 * `status` flips, so that writing the same condition twice is no change at all: then the very list given comes back.
 *
 * @param now RFC 3339, whole seconds.
 */
export function setCondition(
  all: readonly Condition[] | undefined,
  next: Omit<Condition, 'lastTransitionTime'>,
  now: string,
): readonly Condition[] {
  const conditions = all ?? [];
  const index = conditions.findIndex((condition) => condition.type === next.type);
  const before = conditions[index];
  if (before === undefined) return [...conditions, { ...next, lastTransitionTime: now }];
  if (sameCondition(before, next)) return conditions;
  const lastTransitionTime = before.status === next.status ? before.lastTransitionTime : now;
  return conditions.with(index, { ...next, lastTransitionTime });
}

/** The list without conditions of these types; the very list given when there are none. */
export function removeConditions(
  all: readonly Condition[] | undefined,
  ...types: readonly string[]
): readonly Condition[] {
  const conditions = all ?? [];
  return conditions.some(({ type }) => types.includes(type))
    ? conditions.filter(({ type }) => !types.includes(type))
    : conditions;
}

function sameCondition(a: Condition, b: Omit<Condition, 'lastTransitionTime'>): boolean {
  return (
    a.status === b.status &&
    a.reason === b.reason &&
    a.message === b.message &&
    a.observedGeneration === b.observedGeneration
  );
}

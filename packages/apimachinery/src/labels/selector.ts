import type { LabelSelector, LabelSelectorRequirement } from './label-selector.ts';
import { parseRequirements } from './parse.ts';
import { formatRequirement, requirementHolds, type Labels, type Requirement } from './requirement.ts';

/** Source: `labels.Selector`. */
export interface Selector {
  readonly requirements: readonly Requirement[];
  matches(labels: Labels | undefined): boolean;
  /** The text form, for a `labelSelector` parameter. */
  toString(): string;
}

function selector(requirements: readonly Requirement[]): Selector {
  return {
    requirements,
    matches: (labels) => requirements.every((requirement) => requirementHolds(requirement, labels)),
    toString: () => requirements.map(formatRequirement).join(','),
  };
}

/** Selects every object. */
export const everything: Selector = selector([]);

/** Selects no object. Has no text form: do not send it to a server. */
export const nothing: Selector = { requirements: [], matches: () => false, toString: () => '<none>' };

/**
 * Reads the text form of `kubectl -l`. Empty text selects everything.
 *
 * @throws SelectorSyntaxError
 */
export const parseSelector = (text: string): Selector => selector(parseRequirements(text));

/** Selects objects that carry all of `labels`. Source: `labels.SelectorFromSet`. */
export const selectorFromLabels = (labels: Labels): Selector =>
  selector(Object.entries(labels).map(([key, value]) => ({ operator: 'In', key, values: [value] })));

/**
 * The selector that a spec's `LabelSelector` means: an empty one selects everything, none at all nothing.
 *
 * @throws TypeError when a requirement has no values where its operator needs them, or has them where it must not.
 * Source: `metav1.LabelSelectorAsSelector`.
 */
export function selectorFromLabelSelector(from: LabelSelector | undefined): Selector {
  if (from === undefined) return nothing;
  const { matchLabels = {}, matchExpressions = [] } = from;
  return selector([...selectorFromLabels(matchLabels).requirements, ...matchExpressions.map(toRequirement)]);
}

function toRequirement({ key, operator, values = [] }: LabelSelectorRequirement): Requirement {
  const needsValues = operator === 'In' || operator === 'NotIn';
  if (needsValues !== values.length > 0) {
    throw new TypeError(`label selector: ${operator} on "${key}" ${needsValues ? 'needs' : 'takes no'} values`);
  }
  return operator === 'In' || operator === 'NotIn' ? { operator, key, values } : { operator, key };
}

import {
  parseSelector,
  selectorFromLabelSelector,
  type KubernetesObject,
  type LabelSelector,
} from '@kubewright/apimachinery';
import { matching, type Predicate } from './predicate.ts';

/**
 * Keeps events of objects that the selector selects, given as in a spec or in the text form of `kubectl -l`. An update
 * that takes an object out of the selection is dropped: select in the cache if its end must be seen.
 *
 * Throws at once when the selector is not valid. Source: `predicate.LabelSelectorPredicate`.
 */
export function labelSelector(selector: LabelSelector | string): Predicate<KubernetesObject> {
  const parsed = typeof selector === 'string' ? parseSelector(selector) : selectorFromLabelSelector(selector);
  return matching(({ metadata }) => parsed.matches(metadata.labels));
}

import {
  fieldOf,
  parseFieldSelector,
  parseSelector,
  type KubernetesObject,
  type Stored,
} from '@kubewright/apimachinery';
import type { ListOptions } from '../client/index.ts';
import type { SharedInformer } from './informer/index.ts';

/**
 * The cached objects that options select. Label selectors work as on the server; field selectors take indexed fields
 * and any path to a scalar, more than a server knows. `limit` cuts off, without a token for the rest.
 *
 * @throws SelectorSyntaxError
 */
export function selectFrom<T extends KubernetesObject>(
  informer: SharedInformer<T>,
  options: ListOptions,
): readonly Stored<T>[] {
  const { namespace = '', limit = Infinity } = options;
  const labels = parseSelector(options.labelSelector ?? '');
  const fields = parseFieldSelector(options.fieldSelector ?? '');
  const viaIndex = fields.requirements.find(({ field, operator }) => operator === '=' && informer.isIndexed(field));
  const candidates =
    viaIndex === undefined
      ? informer.values(namespace === '' ? undefined : namespace)
      : informer.byIndex(viaIndex.field, viaIndex.value);
  // What an index found need not be looked at again, and could not be: an index may be of a value that is no field.
  const rest = fields.requirements.filter((requirement) => requirement !== viaIndex);

  const found: Stored<T>[] = [];
  for (const object of candidates) {
    if (found.length >= limit) break;
    if (namespace !== '' && object.metadata.namespace !== namespace) continue;
    if (!labels.matches(object.metadata.labels)) continue;
    if (rest.every(({ field, operator, value }) => (fieldOf(object, field) === value) === (operator === '=')))
      found.push(object);
  }
  return found;
}

/** True for an object that selectors, given in their text form, do not leave out. */
export function isSelected(
  object: Stored<KubernetesObject>,
  { labelSelector = '', fieldSelector = '' }: Pick<ListOptions, 'labelSelector' | 'fieldSelector'>,
): boolean {
  if (labelSelector !== '' && !parseSelector(labelSelector).matches(object.metadata.labels)) return false;
  return fieldSelector === '' || parseFieldSelector(fieldSelector).matches((field) => fieldOf(object, field));
}

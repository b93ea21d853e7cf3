import type { ApplyConfiguration, ApplyConfigurationOf } from '../meta/apply-configuration.ts';
import { formatObjectKey, objectKeyOf } from '../meta/object-key.ts';
import type { KubernetesObject, ManagedFieldsEntry, Stored } from '../meta/object-meta.ts';
import { viewOf } from '../meta/view.ts';
import { elementsOf, isRecord, itemElement, type FieldSet } from './field-set.ts';

export interface ExtractOptions {
  /** What was applied by a subresource, such as `status`. @defaultValue what was applied to the object itself */
  readonly subresource?: string;
}

/**
 * What `fieldManager` applied to an object and still owns, as it is now: change it and apply it again, and nothing that was
 * applied before is given up unawares. Of an object that the manager never applied, the name alone.
 *
 * It goes by `metadata.managedFields`, without a schema: an object or list that was applied empty (`{}`) and of which nobody
 * owns a part is given with whatever the server put there. Source: `managedfields.ExtractInto`, the `Extract…` functions of
 * client-go's applyconfigurations.
 *
 * @throws TypeError for an object that has no `managedFields`: caches leave them out, so read it live, and whole.
 * @throws Error if the manager applied it in another version of its kind: the fields may be others there.
 */
export function extractApplyConfiguration<T extends Stored<KubernetesObject>>(
  object: T,
  fieldManager: string,
  { subresource = '' }: ExtractOptions = {},
): ApplyConfiguration & ApplyConfigurationOf<T> {
  const { apiVersion, kind, metadata } = object;
  const key = objectKeyOf(object);
  const { managedFields } = metadata;
  if (managedFields === undefined || viewOf(object) !== undefined) {
    throw new TypeError(`${kind} "${formatObjectKey(key)}" has no managedFields, or is a part: read it live and whole`);
  }
  const applied = managedFields.find(
    (entry) =>
      entry.manager === fieldManager && entry.operation === 'Apply' && (entry.subresource ?? '') === subresource,
  );
  if (applied !== undefined && applied.apiVersion !== apiVersion) {
    throw new Error(
      `${kind} "${formatObjectKey(key)}" was applied by "${fieldManager}" in ${applied.apiVersion ?? ''}, and read in ${apiVersion}`,
    );
  }
  const others = managedFields.filter((entry) => entry !== applied && entry.apiVersion === apiVersion).map(fieldsOf);
  const fields = applied === undefined ? {} : extract(object, fieldsOf(applied), others);
  const own = isRecord(fields) ? fields : {};
  const ownMetadata = isRecord(own['metadata']) ? own['metadata'] : {};
  // A part of what the object's type says.
  return { ...own, apiVersion, kind, metadata: { ...ownMetadata, ...key } } as ApplyConfiguration &
    ApplyConfigurationOf<T>;
}

const fieldsOf = ({ fieldsV1 = {} }: ManagedFieldsEntry): FieldSet => fieldsV1 as FieldSet;

/** What is owned of a value; `undefined` if nothing is that is still there. */
function extract(value: unknown, own: FieldSet, others: readonly FieldSet[]): unknown {
  const elements = elementsOf(own);
  const isLeaf = elements.length === 0;
  if (Array.isArray(value)) {
    if (isLeaf && !isDivided(others)) return value;
    const wanted = elements.map(itemElement);
    const items = value.flatMap((item: unknown, index) => {
      const found = wanted.find(({ means }) => means(item, index));
      if (found === undefined) return [];
      const { element, keys } = found;
      const extracted = extract(item, own[element] ?? {}, below(others, element));
      // An item that is told by its keys cannot be without them. A key that nobody gave has a default, and stays left out.
      return [isRecord(extracted) && Object.keys(extracted).length === 0 ? keys : extracted];
    });
    return items.length > 0 || isLeaf || '.' in own ? items : undefined;
  }
  if (!isRecord(value)) return value;
  if (isLeaf && !isDivided(others)) return value;
  const fields = elements.flatMap((element): [string, unknown][] => {
    const name = element.slice(2);
    if (!element.startsWith('f:') || !Object.hasOwn(value, name)) return [];
    const field = extract(value[name], own[element] ?? {}, below(others, element));
    return field === undefined ? [] : [[name, field]];
  });
  return fields.length > 0 || isLeaf || '.' in own ? Object.fromEntries(fields) : undefined;
}

const below = (sets: readonly FieldSet[], element: string): readonly FieldSet[] =>
  sets.flatMap((set) => set[element] ?? []);

/** Who owns a part proves that there are parts to own: then a value that is owned as it is was applied empty. */
const isDivided = (others: readonly FieldSet[]): boolean => others.some((set) => elementsOf(set).length > 0);

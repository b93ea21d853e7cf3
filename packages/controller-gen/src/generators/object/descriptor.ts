import { quote } from '../typescript.ts';

/** What a descriptor says of a kind at run time. */
export interface DescribedResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly scope: string;
  readonly subresources: readonly string[];
}

/**
 * The constant that stands for a kind, under the kind's name.
 *
 * @param types What the module calls apimachinery's `Kind`, and the kind's own type.
 */
export function renderDescriptor(
  { group, version, kind, plural, singular, scope, subresources }: DescribedResource,
  { kindType, objectType }: { readonly kindType: string; readonly objectType: string },
): string {
  return `export const ${kind}: ${kindType}<${objectType}> = Object.freeze({
  group: ${quote(group)},
  version: ${quote(version)},
  kind: ${quote(kind)},
  plural: ${quote(plural)},
  singular: ${quote(singular)},
  listKind: ${quote(`${kind}List`)},
  scope: ${quote(scope)},
  subresources: Object.freeze([${subresources.toSorted().map(quote).join(', ')}]),
});
`;
}

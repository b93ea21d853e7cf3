import { parseApiVersion, type Kind, type Scope } from './kind.ts';
import type { KubernetesObject } from './object-meta.ts';

/** An object of which nothing is known but that it has metadata. Source: `unstructured.Unstructured`. */
export type Unstructured = KubernetesObject & Readonly<Record<string, unknown>>;

export interface UnstructuredOptions {
  /** `group/version`, or `v1` for the core group. */
  readonly apiVersion: string;
  readonly kind: string;
  /**
   * Saves the question, and is needed where no server can be asked: by a cache that is limited to namespaces. A client refuses
   * a kind whose scope is another than said here. @defaultValue what the server says
   */
  readonly scope?: Scope;
}

/**
 * A kind without a type. How its resource is called in URLs, and whether it has namespaces, a client asks the server, the
 * first time that it is used.
 * Source: `unstructured.Unstructured` with `SetGroupVersionKind`.
 */
export function unstructured({ apiVersion, kind, scope }: UnstructuredOptions): Kind<Unstructured> {
  if (apiVersion === '' || kind === '') throw new TypeError('unstructured() needs apiVersion and kind');
  const singular = kind.toLowerCase();
  return {
    ...parseApiVersion(apiVersion),
    kind,
    plural: guessPlural(singular),
    singular,
    listKind: `${kind}List`,
    scope: scope ?? 'Namespaced',
    subresources: [],
    guessed: scope === undefined ? 'scope' : 'resource',
  };
}

/** Source: `meta.UnsafeGuessKindToResource`. */
function guessPlural(singular: string): string {
  if (singular.endsWith('endpoints')) return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

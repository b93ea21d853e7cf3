import type { KubernetesObject } from './object-meta.ts';
import type { View } from './view.ts';

/** Source: `schema.GroupVersionKind`. The core group is the empty string. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export type Scope = 'Namespaced' | 'Cluster';

declare const objectType: unique symbol;

/**
 * What TypeScript, whose types vanish, needs at run time to speak of a kind: Go's scheme entry and REST mapping in
 * one. `controller-gen object` writes one for each root type, under the type's own name, so that
 * `client.get(PostgresWriter, key)` infers `PostgresWriter`.
 */
export interface Kind<T extends KubernetesObject = KubernetesObject> extends GroupVersionKind {
  /** The resource's name in URLs, such as `postgreswriters`. */
  readonly plural: string;
  readonly singular: string;
  readonly listKind: string;
  readonly scope: Scope;
  /** Subresources that the kind serves. `status`: the main endpoint ignores changes of `status`. */
  readonly subresources: readonly string[];
  /** How objects are seen. Left out: in full. See `partialObjectMetadata` and `projectionOf`. */
  readonly view?: View;
  /**
   * `resource`: `plural`, `singular` and `subresources` are guesses; `scope`: the scope is one, too. A client asks the server
   * before it uses them. See `unstructured`.
   */
  readonly guessed?: 'resource' | 'scope';
  /** Carries `T` for the compiler; never there at run time. */
  readonly [objectType]?: T;
}

/** The object type that a kind stands for. */
export type ObjectOf<K> = K extends Kind<infer T> ? T : never;

/** `group/version`, or `version` alone for the core group. */
export function apiVersionOf({ group, version }: Pick<GroupVersionKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The reverse of {@link apiVersionOf}. Source: `schema.ParseGroupVersion`. */
export function parseApiVersion(apiVersion: string): Pick<GroupVersionKind, 'group' | 'version'> {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** What a generated `addToScheme` registers with: controller-runtime's `Scheme`, or anything else that collects kinds. */
export interface KindRegistry {
  register(...kinds: readonly Kind[]): void;
}

import type { KubernetesObject } from './object-meta.ts';

/** `namespace/name`, or `name` alone for cluster-scoped objects: for messages and logs. Source: `types.NamespacedName.String`. */
export function formatObjectKey(key: { readonly namespace?: string; readonly name: string }): string {
  return key.namespace === undefined || key.namespace === '' ? key.name : `${key.namespace}/${key.name}`;
}

/** Names an object. `namespace` is left out for cluster-scoped ones, `name` is empty before `generateName` is resolved. */
export function objectKeyOf({ metadata }: KubernetesObject): { readonly namespace?: string; readonly name: string } {
  const { namespace, name = '' } = metadata;
  return namespace === undefined || namespace === '' ? { name } : { namespace, name };
}

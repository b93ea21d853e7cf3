import { apiVersionOf, formatObjectKey, type Kind } from '@kubewright/apimachinery';
import type { ObjectKey } from './client.ts';

/** `/apis/group/version`, or `/api/v1` for the core group. */
export const groupVersionPath = (kind: Pick<Kind, 'group' | 'version'>): string =>
  `/${kind.group === '' ? 'api' : 'apis'}/${apiVersionOf(kind)}`;

/**
 * The path of a kind's objects, in one namespace or in all.
 *
 * @throws TypeError for a namespace with a cluster-scoped kind.
 */
export function collectionPath(kind: Kind, namespace: string | undefined): string {
  const base = groupVersionPath(kind);
  if (namespace === undefined || namespace === '') return `${base}/${kind.plural}`;
  if (kind.scope === 'Cluster') {
    throw new TypeError(`${kind.kind} is cluster-scoped and has no namespace, got "${namespace}"`);
  }
  return `${base}/namespaces/${segment(kind, namespace)}/${kind.plural}`;
}

/**
 * The path of one object, or of one of its subresources.
 *
 * @throws TypeError for a key that cannot name an object of the kind: without it, a missing name would address the whole collection.
 */
export function objectPath(kind: Kind, key: ObjectKey, subresource?: string): string {
  if (key.name === '') throw new TypeError(`${kind.kind}: the name is missing`);
  if (kind.scope === 'Namespaced' && (key.namespace === undefined || key.namespace === '')) {
    throw new TypeError(`${kind.kind} "${key.name}": the namespace is missing`);
  }
  const object = `${collectionPath(kind, key.namespace)}/${segment(kind, key.name)}`;
  return subresource === undefined ? object : `${object}/${subresource}`;
}

/** What no object's name may be, since it would change the path's meaning. */
function segment(kind: Kind, name: string): string {
  if (name === '.' || name === '..' || name.includes('/') || name.includes('%')) {
    throw new TypeError(
      `${kind.kind} ${formatObjectKey({ name })}: not a name: it may not be "." or ".." or have "/" or "%" in it`,
    );
  }
  return SAFE.test(name) ? name : encodeURIComponent(name);
}

/** Nearly every name; saves the call of encodeURIComponent. */
const SAFE = /^[A-Za-z0-9._~-]+$/;

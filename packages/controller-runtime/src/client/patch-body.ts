import { apiVersionOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';
import type { Patch } from './patch.ts';

const CONTENT_TYPES: Readonly<Record<Patch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

export const patchContentType = (patch: Patch): string => CONTENT_TYPES[patch.type];

export const patchBody = (patch: Patch): string =>
  JSON.stringify(patch.type === 'json' ? patch.operations : patch.body);

/** The object with `apiVersion` and `kind`: a typed object need not carry what its type says already. */
export function withKind<T extends KubernetesObject>(kind: Kind, object: T): T {
  return object.apiVersion !== undefined && object.kind !== undefined
    ? object
    : { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind };
}

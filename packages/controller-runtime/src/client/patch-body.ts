import { apiVersionOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';
import type { Patch } from './patch.ts';

const CONTENT_TYPES: Readonly<Record<Patch['type'], string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  // JSON is YAML.
  apply: 'application/apply-patch+yaml',
};

export const patchContentType = (patch: Patch): string => CONTENT_TYPES[patch.type];

export function patchBody(kind: Kind, patch: Patch): string {
  switch (patch.type) {
    case 'json':
      return JSON.stringify(patch.operations);
    case 'merge':
    case 'strategic':
      return JSON.stringify(patch.body);
    case 'apply':
      // Server-side apply wants to be told the kind.
      return JSON.stringify({ apiVersion: apiVersionOf(kind), kind: kind.kind, ...patch.body });
  }
}

/** The object with `apiVersion` and `kind`: a typed object need not carry what its type says already. */
export function withKind<T extends KubernetesObject>(kind: Kind<T>, object: T): T {
  return object.apiVersion !== undefined && object.kind !== undefined
    ? object
    : { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind };
}

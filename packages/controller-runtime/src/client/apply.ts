import { apiVersionOf, formatObjectKey, objectKeyOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';
import type { ApplyOptions } from './client.ts';
import { requirePatchable, requireWhole } from './view.ts';

/** JSON is YAML. */
export const APPLY_CONTENT_TYPE = 'application/apply-patch+yaml';

/**
 * The body of a server-side apply.
 *
 * @throws TypeError for what the server would refuse in words that do not name the call, or take for something else.
 */
export function applyBody(
  kind: Kind,
  configuration: KubernetesObject,
  subresource: string | undefined,
  { fieldManager = '' }: ApplyOptions,
): string {
  requirePatchable(kind);
  requireWhole({ kind: kind.kind }, configuration);
  const name = `${kind.kind} "${formatObjectKey(objectKeyOf(configuration))}"`;
  if (fieldManager === '') {
    throw new TypeError(
      `${name}: apply needs a fieldManager: say one in its options, or wrap the client by withFieldOwner()`,
    );
  }
  const own = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  const complete = { ...own, ...configuration };
  // Only these two are the object itself.
  const isObject = subresource === undefined || subresource === 'status';
  if (isObject && (complete.apiVersion !== own.apiVersion || complete.kind !== own.kind)) {
    throw new TypeError(
      `${name} is of ${own.apiVersion}, the configuration is of another kind: ${complete.kind}, ${complete.apiVersion}`,
    );
  }
  return JSON.stringify(complete);
}

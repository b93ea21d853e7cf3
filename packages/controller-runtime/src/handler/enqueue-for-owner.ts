import { parseApiVersion, type Kind, type KubernetesObject, type OwnerReference } from '@kubewright/apimachinery';
import type { Request } from '../reconcile/index.ts';
import { enqueueMapped } from './enqueue-mapped.ts';
import type { EventHandler } from './event-handler.ts';

export interface OwnerOptions {
  /** Only the owner that is the managing controller, not plain owners. @defaultValue false */
  readonly onlyController?: boolean;
}

/**
 * Adds the owners of the event's object that are of kind `owner`, whatever version their reference names. Of an update,
 * owners of before and after. A cluster-scoped owner has no namespace, any other is in the object's own.
 * Source: `handler.EnqueueRequestForOwner`.
 */
export function enqueueForOwner(owner: Kind, options: OwnerOptions = {}): EventHandler<KubernetesObject> {
  const { onlyController = false } = options;
  return enqueueMapped<KubernetesObject>(({ metadata }) => {
    const namespace = owner.scope === 'Cluster' ? '' : (metadata.namespace ?? '');
    return (metadata.ownerReferences ?? [])
      .filter((reference) => refersTo(owner, reference) && (!onlyController || reference.controller === true))
      .map(({ name }): Request => ({ namespace, name }));
  });
}

const refersTo = (owner: Kind, { apiVersion, kind }: OwnerReference): boolean =>
  kind === owner.kind && parseApiVersion(apiVersion).group === owner.group;

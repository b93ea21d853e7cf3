import { parseApiVersion, type Kind, type KubernetesObject, type OwnerReference } from '@kubewright/apimachinery';
import type { Client } from '../client/index.ts';
import type { Request } from '../reconcile/index.ts';
import { enqueueMapped } from './enqueue-mapped.ts';
import type { EventHandler } from './event-handler.ts';

export interface OwnerOptions {
  /** Only the owner that is the managing controller, not plain owners. @defaultValue false */
  readonly onlyController?: boolean;
  /** Says whether the owner's kind has namespaces, where it does not say so itself. */
  readonly client?: Pick<Client, 'isNamespaced'>;
}

/**
 * Adds the owners of the event's object that are of kind `owner`, whatever version their reference names. Of an update,
 * owners of before and after. A cluster-scoped owner has no namespace, any other is in the object's own.
 * Source: `handler.EnqueueRequestForOwner`.
 *
 * @throws TypeError for an `unstructured` owner that does not say its scope, without a client.
 */
export function enqueueForOwner(owner: Kind, options: OwnerOptions = {}): EventHandler<KubernetesObject> {
  const { onlyController = false, client } = options;
  const requestsFor = ({ metadata }: KubernetesObject, isNamespaced: boolean): readonly Request[] => {
    const namespace = isNamespaced ? (metadata.namespace ?? '') : '';
    return (metadata.ownerReferences ?? [])
      .filter((reference) => refersTo(owner, reference) && (!onlyController || reference.controller === true))
      .map(({ name }) => ({ namespace, name }));
  };
  if (owner.guessed !== 'scope') {
    return enqueueMapped<KubernetesObject>((object) => requestsFor(object, owner.scope === 'Namespaced'));
  }
  if (client === undefined) {
    throw new TypeError(`${owner.kind}: say its scope in unstructured(), or give enqueueForOwner() a client to ask`);
  }
  return enqueueMapped<KubernetesObject>(async (object) => requestsFor(object, await client.isNamespaced(owner)));
}

const refersTo = (owner: Kind, { apiVersion, kind }: OwnerReference): boolean =>
  kind === owner.kind && parseApiVersion(apiVersion).group === owner.group;

import { compareResourceVersions, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import type { ObjectKey } from './client.ts';

/** What this client has done to an object and the cache may not have heard of yet. */
export type RecentWrite =
  /** The object as the server answered. */
  | { readonly type: 'written'; readonly object: Stored<KubernetesObject> }
  /** The deletion was accepted; how far it got, the server did not say. */
  | { readonly type: 'deleted' };

/** More writes than that are not on their way through any watch. */
const MAX_WRITES = 10_000;

/** Remembers the last write to each object until the cache has caught up with it. */
export class RecentWrites {
  readonly #writes = new Map<string, RecentWrite>();

  get(kind: Kind, key: ObjectKey): RecentWrite | undefined {
    // The common case, for which no key needs to be joined: nothing was written lately.
    return this.#writes.size === 0 ? undefined : this.#writes.get(mapKey(kind, key));
  }

  written(kind: Kind, object: Stored<KubernetesObject>): void {
    const before = this.get(kind, object.metadata);
    // Answers of two writes that ran at the same time may come in either order.
    if (before?.type === 'written' && isOlder(object, before.object)) return;
    this.#set(mapKey(kind, object.metadata), { type: 'written', object });
  }

  deleted(kind: Kind, key: ObjectKey): void {
    this.#set(mapKey(kind, key), { type: 'deleted' });
  }

  /** The cache knows it now. Does nothing if another write came in between. */
  forget(kind: Kind, key: ObjectKey, write: RecentWrite): void {
    const name = mapKey(kind, key);
    if (this.#writes.get(name) === write) this.#writes.delete(name);
  }

  #set(name: string, write: RecentWrite): void {
    this.#writes.delete(name);
    this.#writes.set(name, write);
    if (this.#writes.size <= MAX_WRITES) return;
    const oldest = this.#writes.keys().next();
    if (oldest.done !== true) this.#writes.delete(oldest.value);
  }
}

const mapKey = ({ group, kind }: Kind, { namespace = '', name }: ObjectKey): string =>
  `${group}/${kind}/${namespace}/${name}`;

function isOlder(a: Stored<KubernetesObject>, b: Stored<KubernetesObject>): boolean {
  const order = compareResourceVersions(a.metadata.resourceVersion, b.metadata.resourceVersion);
  return order !== undefined && order < 0;
}

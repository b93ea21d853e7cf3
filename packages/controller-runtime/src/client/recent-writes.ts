import { isOlderResourceVersion, type Kind, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import type { ObjectKey } from './client.ts';

/** What this client has done to an object and a cache may not have heard of yet. */
export type RecentWrite =
  /** The object as the server answered. */
  | { readonly type: 'written'; readonly kind: Kind; readonly object: Stored<KubernetesObject> }
  /** The deletion was accepted; how far it got, the server did not say. */
  | { readonly type: 'deleted' }
  /** The write took the last finalizer off an object under deletion, and so ended it. */
  | { readonly type: 'ended'; readonly uid: string };

type Written = Extract<RecentWrite, { readonly type: 'written' }>;

/** More writes than that are not on their way through any watch. */
const MAX_WRITES = 10_000;

/** Remembers the last write to each object until all caches of its kind have caught up with it. */
export class RecentWrites {
  /** The oldest first. A key is in one of the two at most. */
  readonly #written = new Map<string, Written>();
  readonly #deleted = new Map<string, RecentWrite>();
  readonly #isKnown: (kind: Kind, object: Stored<KubernetesObject>) => boolean;

  /** @param isKnown Whether whoever reads will see this state of the object, or a later one, anyway. */
  constructor(isKnown: (kind: Kind, object: Stored<KubernetesObject>) => boolean) {
    this.#isKnown = isKnown;
  }

  get(kind: Kind, key: ObjectKey): RecentWrite | undefined {
    // The common case, for which no key needs to be joined: nothing was written lately.
    if (this.#written.size === 0 && this.#deleted.size === 0) return undefined;
    const name = mapKey(kind, key);
    const written = this.#written.get(name);
    if (written === undefined) return this.#deleted.get(name);
    if (!this.#isKnown(written.kind, written.object)) return written;
    this.#written.delete(name);
    return undefined;
  }

  written(kind: Kind, object: Stored<KubernetesObject>): void {
    this.#forgetKnown();
    if (isEnded(object)) {
      this.#end(mapKey(kind, object.metadata), { type: 'ended', uid: object.metadata.uid });
      return;
    }
    // The watch may have been quicker than the answer.
    if (this.#isKnown(kind, object)) return;
    const name = mapKey(kind, object.metadata);
    // Answers of two writes that ran at the same time may come in either order.
    const before = this.#written.get(name);
    if (before !== undefined && isOlder(object, before.object)) return;
    this.#deleted.delete(name);
    append(this.#written, name, { type: 'written', kind, object });
  }

  deleted(kind: Kind, key: ObjectKey): void {
    this.#end(mapKey(kind, key), { type: 'deleted' });
  }

  #end(name: string, write: RecentWrite): void {
    this.#written.delete(name);
    append(this.#deleted, name, write);
  }

  /** The cache knows of the deletion now. Does nothing if another write came in between. */
  forgetDeletion(kind: Kind, key: ObjectKey, write: RecentWrite): void {
    const name = mapKey(kind, key);
    if (this.#deleted.get(name) === write) this.#deleted.delete(name);
  }

  /** What nobody has read since: from the oldest on, as watches bring it. */
  #forgetKnown(): void {
    for (const [name, { kind, object }] of this.#written) {
      if (!this.#isKnown(kind, object)) return;
      this.#written.delete(name);
    }
  }
}

function append<T>(writes: Map<string, T>, name: string, write: T): void {
  writes.delete(name);
  writes.set(name, write);
  if (writes.size <= MAX_WRITES) return;
  const oldest = writes.keys().next();
  if (oldest.done !== true) writes.delete(oldest.value);
}

/** The server answers such a write with the version that the object had before, so that no version tells of the end. */
const isEnded = ({ metadata }: Stored<KubernetesObject>): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (metadata.deletionGracePeriodSeconds ?? 0) === 0 &&
  (metadata.finalizers ?? []).length === 0;

const mapKey = ({ group, kind }: Kind, { namespace = '', name }: ObjectKey): string =>
  `${group}/${kind}/${namespace}/${name}`;

const isOlder = (a: Stored<KubernetesObject>, b: Stored<KubernetesObject>): boolean =>
  isOlderResourceVersion(a.metadata.resourceVersion, b.metadata.resourceVersion);

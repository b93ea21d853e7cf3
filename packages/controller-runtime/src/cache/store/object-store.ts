import {
  compareResourceVersions,
  isOlderResourceVersion,
  type KubernetesObject,
  type Stored,
} from '@kubewright/apimachinery';
import type { ObjectEvent } from '../../event/index.ts';
import { FieldIndex, type IndexFunction } from './field-index.ts';
import { ObjectMap } from './object-map.ts';

/** What anybody may do with a store. */
export interface StoreReader<T extends KubernetesObject> {
  get(namespace: string, name: string): Stored<T> | undefined;
  /** All objects, of one namespace or of all. */
  values(namespace?: string): Iterable<Stored<T>>;
  readonly size: number;
  /** True once a list was complete. */
  readonly hasSynced: boolean;
}

/** What only the reflector may do. */
export interface StoreWriter<T extends KubernetesObject> {
  /** Begins a list; one that was begun and not ended is forgotten. Readers see nothing of it until it is ended. */
  beginList(): void;
  addListed(objects: readonly Stored<T>[]): void;
  /** The object was deleted while the list was under way. */
  removeListed(object: Stored<T>): void;
  /** The list is complete: it takes the place of what was there; what is not in it is gone. */
  endList(resourceVersion: string): void;
  /** An object was added or changed. Ignored if a newer version of it is known. */
  apply(object: Stored<T>): void;
  /** An object was deleted; `object` is its last state. Ignored if a newer version of it is known. */
  remove(object: Stored<T>): void;
}

/** How many deletions are remembered, to know a late or repeated line about the deleted object for what it is. */
const MAX_TOMBSTONES = 4_096;

/**
 * The objects of one reflector. One writer, any number of readers; each change is told once, in order, after readers
 * can see it. An older version never takes the place of a newer one. Source: `cache.Store` and `cache.DeltaFIFO`.
 */
export class ObjectStore<T extends KubernetesObject> implements StoreReader<T>, StoreWriter<T> {
  readonly #emit: (event: ObjectEvent<T>) => void;
  readonly #onSynced: () => void;
  readonly #indexes = new Map<string, FieldIndex<T>>();
  /** Key to the version of the deletion; the oldest first. */
  readonly #tombstones = new Map<string, string>();
  #live = new ObjectMap<T>();
  #listing: ObjectMap<T> | undefined;
  #listedAt: string | undefined;

  /**
   * @param emit Hears of each change, in order. Must not throw.
   * @param onSynced Called after the events of each complete list.
   */
  constructor(emit: (event: ObjectEvent<T>) => void, onSynced: () => void = () => undefined) {
    this.#emit = emit;
    this.#onSynced = onSynced;
  }

  get size(): number {
    return this.#live.size;
  }

  get hasSynced(): boolean {
    return this.#listedAt !== undefined;
  }

  get(namespace: string, name: string): Stored<T> | undefined {
    return this.#live.get(namespace, name);
  }

  values(namespace?: string): Iterable<Stored<T>> {
    return namespace === undefined ? this.#live.values() : this.#live.valuesIn(namespace);
  }

  addIndex(field: string, extract: IndexFunction<T>): void {
    this.#indexes.set(field, new FieldIndex(extract, this.#live.values()));
  }

  /** The objects whose indexed field has the value. @throws Error if the field has no index. */
  byIndex(field: string, value: string): Iterable<Stored<T>> {
    const index = this.#indexes.get(field);
    if (index === undefined) throw new Error(`field "${field}" is not indexed`);
    return index.get(value);
  }

  beginList(): void {
    this.#listing = new ObjectMap();
  }

  addListed(objects: readonly Stored<T>[]): void {
    if (this.#listing === undefined) throw new Error('addListed without beginList');
    for (const object of objects) this.#listing.set(object);
  }

  removeListed(object: Stored<T>): void {
    if (this.#listing === undefined) throw new Error('removeListed without beginList');
    this.#listing.delete(object);
  }

  endList(resourceVersion: string): void {
    const next = this.#listing;
    if (next === undefined) throw new Error('endList without beginList');
    this.#listing = undefined;
    const isInInitialList = !this.hasSynced;
    const events = changesBetween(this.#live, next, isInInitialList);
    this.#live = next;
    this.#tombstones.clear();
    for (const event of events) this.#reindex(event);
    for (const event of events) this.#emit(event);
    // Only now: an informer counts as synced once its listeners have heard of everything.
    this.#listedAt = resourceVersion;
    this.#onSynced();
  }

  apply(object: Stored<T>): void {
    const { namespace = '', name } = object.metadata;
    const before = this.#live.get(namespace, name);
    if (!isNewer(object, before?.metadata.resourceVersion ?? this.#versionOfAbsence(namespace, name))) return;
    this.#live.set(object);
    if (before !== undefined && before.metadata.uid !== object.metadata.uid) {
      this.#tell({ type: 'delete', object: before, finalStateUnknown: true });
      this.#tell({ type: 'create', object, isInInitialList: false });
    } else if (before === undefined) this.#tell({ type: 'create', object, isInInitialList: false });
    else this.#tell({ type: 'update', oldObject: before, object });
  }

  remove(object: Stored<T>): void {
    const { namespace = '', name, resourceVersion } = object.metadata;
    const before = this.#live.get(namespace, name);
    if (before !== undefined && isOlder(object, before.metadata.resourceVersion)) return;
    this.#bury(`${namespace}/${name}`, resourceVersion);
    if (before === undefined) return;
    this.#live.delete(before);
    for (const index of this.#indexes.values()) index.remove(before);
    this.#emit({ type: 'delete', object, finalStateUnknown: false });
  }

  /** The version at which an object that is not here was known to be absent. */
  #versionOfAbsence(namespace: string, name: string): string | undefined {
    return this.#tombstones.get(`${namespace}/${name}`) ?? this.#listedAt;
  }

  #bury(key: string, resourceVersion: string): void {
    const order = compareResourceVersions(resourceVersion, this.#tombstones.get(key));
    if (order !== undefined && order <= 0) return;
    this.#tombstones.delete(key);
    this.#tombstones.set(key, resourceVersion);
    if (this.#tombstones.size <= MAX_TOMBSTONES) return;
    for (const oldest of this.#tombstones.keys()) {
      this.#tombstones.delete(oldest);
      return;
    }
  }

  #tell(event: ObjectEvent<T>): void {
    this.#reindex(event);
    this.#emit(event);
  }

  #reindex(event: ObjectEvent<T>): void {
    for (const index of this.#indexes.values()) {
      if (event.type === 'update') index.remove(event.oldObject);
      if (event.type === 'delete') index.remove(event.object);
      else index.add(event.object);
    }
  }
}

/**
 * What a complete list changes. Where it has the version that is known already, or an older one, the known object is
 * put into the list's place: the same object, so that nothing changes for those who hold it.
 */
function changesBetween<T extends KubernetesObject>(
  live: ObjectMap<T>,
  next: ObjectMap<T>,
  isInInitialList: boolean,
): readonly ObjectEvent<T>[] {
  const events: ObjectEvent<T>[] = [];
  for (const before of live.values()) {
    const { namespace = '', name, uid } = before.metadata;
    const after = next.get(namespace, name);
    if (after?.metadata.uid !== uid) events.push({ type: 'delete', object: before, finalStateUnknown: true });
  }
  for (const object of next.values()) {
    const { namespace = '', name, uid } = object.metadata;
    const before = live.get(namespace, name);
    if (before?.metadata.uid !== uid) events.push({ type: 'create', object, isInInitialList });
    else if (isNewer(object, before.metadata.resourceVersion))
      events.push({ type: 'update', oldObject: before, object });
    else next.set(before);
  }
  return events;
}

/** True also for versions that cannot be compared, unless they are equal: then the later word counts. */
function isNewer(object: Stored<KubernetesObject>, known: string | undefined): boolean {
  const { resourceVersion } = object.metadata;
  const order = compareResourceVersions(resourceVersion, known);
  return order === undefined ? resourceVersion !== known : order > 0;
}

function isOlder(object: Stored<KubernetesObject>, known: string): boolean {
  return isOlderResourceVersion(object.metadata.resourceVersion, known);
}

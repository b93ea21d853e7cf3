import { CHUNK } from '../chunks.ts';
import type { Identity } from './item.ts';

/** Owners by kind, namespace and name: to make one text of them, thousands a batch, costs more than three look-ups. */
class Owners {
  readonly #kinds = new Map<string, Map<string, Set<string>>>();

  has({ kind, namespace, name }: Identity['owner']): boolean {
    return this.#kinds.get(kind)?.get(namespace)?.has(name) === true;
  }

  add({ kind, namespace, name }: Identity['owner']): void {
    let namespaces = this.#kinds.get(kind);
    if (namespaces === undefined) this.#kinds.set(kind, (namespaces = new Map<string, Set<string>>()));
    let names = namespaces.get(namespace);
    if (names === undefined) namespaces.set(namespace, (names = new Set<string>()));
    names.add(name);
  }
}

/** Owners and keys of one batch. */
class Names {
  readonly #owners = new Owners();
  readonly #keys = new Set<string>();

  has({ owner, key }: Identity): boolean {
    return this.#owners.has(owner) || this.#keys.has(key);
  }

  add({ owner, key }: Identity): void {
    this.#owners.add(owner);
    this.#keys.add(key);
  }
}

/** What the batches under way are about: a few sets that are dropped whole, rather than names taken out one by one. */
export class Busy {
  readonly #batches = new Map<readonly Identity[], Names>();

  has(item: Identity): boolean {
    for (const names of this.#batches.values()) if (names.has(item)) return true;
    return false;
  }

  add(batch: readonly Identity[], names: Names): void {
    this.#batches.set(batch, names);
  }

  /** The batch is done. */
  delete(batch: readonly Identity[]): void {
    this.#batches.delete(batch);
  }
}

/**
 * Takes from `queue` what the next statement can carry: requests of the oldest one's group, `limit` at most, each owner
 * and each key once, also counting those that are `busy`; what is taken becomes busy. The rest stays, in its order: an
 * owner's later request never overtakes an earlier one.
 */
export function takeBatch<T extends Identity>(
  queue: T[],
  { limit = CHUNK, busy = new Busy() }: { readonly limit?: number; readonly busy?: Busy } = {},
): readonly T[] {
  const group = queue[0]?.group;
  const batch: T[] = [];
  const names = new Names();
  const passedOver: T[] = [];
  const ownersPassedOver = new Owners();
  let looked = 0;
  for (; looked < queue.length && batch.length < limit; looked++) {
    const item = queue[looked];
    if (item === undefined) break;
    if (item.group === group && !names.has(item) && !busy.has(item) && !ownersPassedOver.has(item.owner)) {
      names.add(item);
      batch.push(item);
    } else {
      passedOver.push(item);
      ownersPassedOver.add(item.owner);
    }
  }
  queue.splice(0, looked, ...passedOver);
  if (batch.length > 0) busy.add(batch, names);
  return batch;
}

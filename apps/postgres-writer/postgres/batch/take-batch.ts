import { CHUNK } from '../chunks.ts';
import type { Identity } from './item.ts';

/** Owners and keys that a batch under way is about. */
export class Busy {
  readonly #owners = new Set<string>();
  readonly #keys = new Set<string>();

  has({ owner, key }: Identity): boolean {
    return this.#owners.has(owner) || this.#keys.has(key);
  }

  add({ owner, key }: Identity): void {
    this.#owners.add(owner);
    this.#keys.add(key);
  }

  delete({ owner, key }: Identity): void {
    this.#owners.delete(owner);
    this.#keys.delete(key);
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
  const passedOver: T[] = [];
  const ownersPassedOver = new Set<string>();
  let looked = 0;
  for (; looked < queue.length && batch.length < limit; looked++) {
    const item = queue[looked];
    if (item === undefined) break;
    if (item.group === group && !busy.has(item) && !ownersPassedOver.has(item.owner)) {
      busy.add(item);
      batch.push(item);
    } else {
      passedOver.push(item);
      ownersPassedOver.add(item.owner);
    }
  }
  queue.splice(0, looked, ...passedOver);
  return batch;
}

import { CHUNK } from '../chunks.ts';
import type { Identity } from './item.ts';

/**
 * Takes from `queue` what the next statement can carry: requests of the oldest one's group, each owner and each key
 * once, `limit` at most. The rest stays, in its order: an owner's later request never overtakes an earlier one.
 */
export function takeBatch<T extends { readonly identity: Identity }>(queue: T[], limit: number = CHUNK): readonly T[] {
  const group = queue[0]?.identity.group;
  const owners = new Set<string>();
  const keys = new Set<string>();
  const batch: T[] = [];
  const passedOver: T[] = [];
  let looked = 0;
  for (; looked < queue.length && batch.length < limit; looked++) {
    const item = queue[looked];
    if (item === undefined) break;
    const { identity } = item;
    const fits = identity.group === group && !owners.has(identity.owner) && !keys.has(identity.key);
    owners.add(identity.owner);
    if (!fits) {
      passedOver.push(item);
      continue;
    }
    keys.add(identity.key);
    batch.push(item);
  }
  queue.splice(0, looked, ...passedOver);
  return batch;
}

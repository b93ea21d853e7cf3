import { CHUNK } from '../chunks.ts';
import { groupOf, keyOf, ownerOf, type Item } from './item.ts';

/**
 * Takes from `queue` what the next statement can carry: requests of the oldest one's group, each owner and each key
 * once, `limit` at most. The rest stays, in its order.
 */
export function takeBatch(queue: Item[], limit: number = CHUNK): readonly Item[] {
  const oldest = queue[0];
  if (oldest === undefined) return [];
  const group = groupOf(oldest);
  const owners = new Set<string>();
  const keys = new Set<string>();
  const batch: Item[] = [];
  const rest: Item[] = [];
  for (const item of queue) {
    const [owner, key] = [ownerOf(item), keyOf(item)];
    const fits = batch.length < limit && groupOf(item) === group && !owners.has(owner) && !keys.has(key);
    // An owner's later request never overtakes an earlier one.
    owners.add(owner);
    if (!fits) {
      rest.push(item);
      continue;
    }
    keys.add(key);
    batch.push(item);
  }
  queue.splice(0, queue.length, ...rest);
  return batch;
}

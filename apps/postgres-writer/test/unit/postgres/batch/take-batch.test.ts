import { describe, expect, it } from 'vitest';
import { Busy, takeBatch } from '../../../../postgres/batch/take-batch.ts';

const item = (id: string, { owner = id, ...over }: Partial<{ group: string; owner: string; key: string }> = {}) => ({
  id,
  group: 'g',
  owner: { kind: 'k', namespace: 'n', name: owner },
  key: id,
  ...over,
});
type Item = ReturnType<typeof item>;
const ids = (items: readonly Item[]) => items.map(({ id }) => id).join('');

describe('takeBatch', () => {
  it('takes all of one group, in order', () => {
    const queue = [item('a'), item('b'), item('c')];
    expect([ids(takeBatch(queue)), ids(queue)]).toEqual(['abc', '']);
  });

  it('takes the group of the oldest, and leaves the others in their order', () => {
    const queue = [item('a'), item('b', { group: 'h' }), item('c'), item('d', { group: 'h' })];
    expect([ids(takeBatch(queue)), ids(queue)]).toEqual(['ac', 'bd']);
  });

  it('takes each owner once, and lets no later request of it overtake', () => {
    const queue = [
      item('a', { owner: 'x', group: 'h' }),
      item('b', { owner: 'x' }),
      item('c', { owner: 'x', group: 'h' }),
    ];
    expect([ids(takeBatch(queue)), ids(queue)]).toEqual(['a', 'bc']);
    expect([ids(takeBatch(queue)), ids(queue)]).toEqual(['b', 'c']);
  });

  it('tells owners of one name apart by kind and namespace', () => {
    const [a, b, c] = [item('a'), item('b'), item('c')];
    const queue = [
      { ...a, owner: { kind: 'k', namespace: 'n', name: 'x' } },
      { ...b, owner: { kind: 'k', namespace: 'm', name: 'x' } },
      { ...c, owner: { kind: 'j', namespace: 'n', name: 'x' } },
    ];
    expect(ids(takeBatch(queue))).toBe('abc');
  });

  it('takes each key once', () => {
    const queue = [item('a', { key: 'k' }), item('b', { key: 'k' }), item('c')];
    expect([ids(takeBatch(queue)), ids(queue)]).toEqual(['ac', 'b']);
  });

  it('takes no more than the limit', () => {
    const queue = [item('a'), item('b', { group: 'h' }), item('c'), item('d')];
    expect([ids(takeBatch(queue, { limit: 2 })), ids(queue)]).toEqual(['ac', 'bd']);
  });

  it('takes nothing of an owner or a row that is in a batch under way', () => {
    const busy = new Busy();
    const first = takeBatch([item('a', { owner: 'x', key: 'k' })], { busy });
    const queue = [item('b', { owner: 'x' }), item('c', { key: 'k' }), item('d')];
    expect([ids(takeBatch(queue, { busy })), ids(queue)]).toEqual(['d', 'bc']);
    busy.delete(first);
    expect([ids(takeBatch(queue, { busy })), ids(queue)]).toEqual(['bc', '']);
  });

  it('takes nothing of an empty queue', () => {
    expect(takeBatch([])).toEqual([]);
  });
});

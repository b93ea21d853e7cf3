import { expect, it } from 'vitest';
import { AbortWatch } from '../../../../postgres/batch/abort-watch.ts';

function counting() {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const counted = new Proxy(signal, {
    get(target, property) {
      if (property === 'addEventListener') listeners++;
      if (property === 'removeEventListener') listeners--;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return { signal: counted, abort: () => controller.abort(), listeners: () => listeners };
}

it('listens once per signal, however many wait', () => {
  const { signal, abort, listeners } = counting();
  const told: number[] = [];
  const watch = new AbortWatch<number>((waiter) => told.push(waiter));
  for (const i of [0, 1, 2]) watch.add(signal, i);
  expect(listeners()).toBe(1);
  watch.delete(signal, 1);
  abort();
  expect(told).toEqual([0, 2]);
});

it('stops listening when the last has gone, and starts again', () => {
  const { signal, abort, listeners } = counting();
  const told: number[] = [];
  const watch = new AbortWatch<number>((waiter) => told.push(waiter));
  watch.add(signal, 1);
  watch.delete(signal, 1);
  watch.delete(signal, 1);
  expect(listeners()).toBe(0);
  watch.add(signal, 2);
  abort();
  expect(told).toEqual([2]);
});

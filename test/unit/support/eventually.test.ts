import { expect, test } from 'vitest';
import { soon } from '../../support/eventually.ts';

const counting = (): (() => number) => {
  let calls = 0;
  return () => (calls += 1);
};

test('asks until the assertion holds', async () => {
  await soon(counting()).toBe(2);
});

test('asks until the opposite holds', async () => {
  await soon(counting()).not.toBe(1);
});

test('asks again where the question itself failed', async () => {
  const next = counting();
  await soon(() => {
    const count = next();
    if (count === 1) throw new Error('not yet');
    return count;
  }).toBe(2);
});

test('fails with the last failure when the time is up', async () => {
  await expect(soon(() => 1, { timeoutMs: 1 }).toBe(2)).rejects.toThrow(/expected 1 to be 2/);
});

test('is not itself a promise, so that a forgotten matcher does not wait for ever', async () => {
  const asked = soon(() => 1);
  await Promise.resolve(asked);
  expect('then' in asked && asked.then).toBeFalsy();
});

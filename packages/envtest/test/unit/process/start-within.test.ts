import { expect, test, vi } from 'vitest';
import { startWithin } from '../../../src/process/start-within.ts';

function thing() {
  const stop = vi.fn(() => Promise.resolve());
  return { stop, [Symbol.asyncDispose]: stop };
}

test('what was started ends with the stack', async () => {
  const started = thing();
  const stack = new AsyncDisposableStack();
  expect(await startWithin(stack, Promise.resolve(started))).toBe(started);
  expect(started.stop).not.toHaveBeenCalled();
  await stack.disposeAsync();
  expect(started.stop).toHaveBeenCalledOnce();
});

test('what is still being started ends too, once it is there', async () => {
  const started = thing();
  const start = Promise.withResolvers<ReturnType<typeof thing>>();
  const stack = new AsyncDisposableStack();
  const starting = startWithin(stack, start.promise);
  const disposing = stack.disposeAsync();
  start.resolve(started);
  await Promise.all([starting, disposing]);
  expect(started.stop).toHaveBeenCalledOnce();
});

test('a start that fails is told once, and leaves nothing to end', async () => {
  const stack = new AsyncDisposableStack();
  await expect(startWithin(stack, Promise.reject<AsyncDisposable>(new Error('no')))).rejects.toThrow('no');
  await stack.disposeAsync();
});

import { FakeClock } from '@kubewright/controller-runtime/testing';
import { beforeEach, expect, test } from 'vitest';
import { WakeablePause } from '../../../controller/wakeable-pause.ts';

const { signal } = new AbortController();
let clock: FakeClock;
let pause: WakeablePause;
beforeEach(() => {
  clock = new FakeClock();
  pause = new WakeablePause(clock);
});

test('a pause ends when its time is over', async () => {
  const woken = pause.wait(1_000, signal);
  await clock.advance(1_000);
  expect(await woken).toBe(false);
});

test('a pause ends early when somebody wakes it, once', async () => {
  const woken = pause.wait(1_000, signal);
  pause.wake();
  expect(await woken).toBe(true);
  const next = pause.wait(1_000, signal);
  await clock.advance(1_000);
  expect(await next).toBe(false);
});

test('a wake-up that finds nobody pausing cuts the next pause short', async () => {
  pause.wake();
  expect(await pause.wait(1_000, signal)).toBe(true);
});

test('a pause rejects when it is given up', async () => {
  const stop = new AbortController();
  const waiting = pause.wait(1_000, stop.signal);
  stop.abort(new Error('stop'));
  await expect(waiting).rejects.toThrow('stop');
  expect(clock.pending).toBe(0);
});

import { expect, test } from 'vitest';
import { keyOf, WorkQueue, type QueueMetrics, type UnfinishedWork } from '../../../src/queue/index.ts';
import type { Request } from '../../../src/reconcile/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const a: Request = { namespace: '', name: 'a' };

function recording() {
  const calls: string[] = [];
  let work: () => UnfinishedWork = () => ({ totalSeconds: NaN, longestSeconds: NaN });
  const record =
    (name: string) =>
    (...args: readonly unknown[]): void => {
      calls.push([name, ...args].join(' '));
    };
  const metrics: QueueMetrics = {
    added: record('added'),
    handedOut: record('handedOut'),
    dropped: record('dropped'),
    reprioritized: record('reprioritized'),
    finished: record('finished'),
    retried: record('retried'),
    closed: record('closed'),
    observeWork: (given) => {
      work = given;
    },
  };
  return { calls, metrics, work: () => work() };
}

test('tells how long requests waited, were in work, and what became of them', async () => {
  const clock = new FakeClock();
  const { calls, metrics, work } = recording();
  const queue = new WorkQueue<Request>({ keyOf, clock, metrics });
  queue.add(a, { priority: -100 });
  queue.add(a);
  await clock.advance(2000);
  await queue.get();
  await clock.advance(500);
  expect(work()).toEqual({ totalSeconds: 0.5, longestSeconds: 0.5 });
  queue.add(a, { afterMs: 100 });
  queue.done(a);
  expect(work()).toEqual({ totalSeconds: 0, longestSeconds: 0 });
  await clock.advance(100);
  queue.shutDown();
  expect(calls).toEqual([
    'added -100',
    'reprioritized -100 0',
    'handedOut 0 2',
    'retried',
    'finished 0.5',
    'added 0',
    'dropped 0',
    'closed',
  ]);
});

test('is closed only when the last request in work is done', async () => {
  const { calls, metrics } = recording();
  const queue = new WorkQueue<Request>({ keyOf, clock: new FakeClock(), metrics });
  queue.add(a);
  await queue.get();
  queue.shutDown();
  expect(calls).not.toContain('closed');
  queue.done(a);
  expect(calls.at(-1)).toBe('closed');
});

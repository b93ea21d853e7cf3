import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/internal/clock/clock.ts';
import { itemExponentialBackoff, keyOf, WorkQueue, type WorkQueueOptions } from '../../../src/queue/index.ts';
import { FAIRNESS_INTERVAL } from '../../../src/queue/ready-list.ts';
import type { Request } from '../../../src/reconcile/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';

const named = (name: string): Request => ({ namespace: 'ns', name });
const [a, b, c] = [named('a'), named('b'), named('c')];

function setUp(options: Partial<WorkQueueOptions<Request>> = {}) {
  const clock = new FakeClock();
  const rateLimiter = itemExponentialBackoff({ random: () => 1 }); // the full ceiling: 5, 10, 20 ms …
  const queue = new WorkQueue<Request>({ keyOf, clock, rateLimiter, ...options });
  /** What is handed out until the queue has nothing more at this moment; nothing is marked as done. */
  const takeAll = async (): Promise<readonly string[]> => {
    const names: string[] = [];
    while (queue.length > 0) names.push((await queue.get())!.request.name);
    return names;
  };
  return { clock, queue, takeAll };
}

describe('order', () => {
  test('hands requests out in the order they came', async () => {
    const { queue, takeAll } = setUp();
    for (const request of [b, a, c]) queue.add(request);
    expect(await takeAll()).toEqual(['b', 'a', 'c']);
  });

  test('hands higher priorities out first, and first in first out within one', async () => {
    const { queue, takeAll } = setUp();
    queue.add(a, { priority: -100 });
    queue.add(b);
    queue.add(c, { priority: 10 });
    queue.add(named('d'));
    expect(await takeAll()).toEqual(['c', 'b', 'd', 'a']);
  });

  test('lets a second add raise the priority, and comes last within the new one', async () => {
    const { queue, takeAll } = setUp();
    queue.add(a, { priority: -100 });
    queue.add(b);
    queue.add(a);
    expect(await takeAll()).toEqual(['b', 'a']);
  });

  test('never lowers a priority', async () => {
    const { queue } = setUp();
    queue.add(a, { priority: 5 });
    queue.add(a, { priority: -5 });
    expect(await queue.get()).toEqual({ request: a, priority: 5 });
  });

  test('hands the oldest out now and then, so that low priorities do not starve', async () => {
    const { queue } = setUp();
    queue.add(named('low'), { priority: -100 });
    const order: string[] = [];
    for (let i = 0; i < 2 * FAIRNESS_INTERVAL; i++) {
      queue.add(named(`fresh-${i}`));
      queue.add(named(`fresher-${i}`));
      const item = await queue.get();
      order.push(item!.request.name);
    }
    expect(order.indexOf('low')).toBe(FAIRNESS_INTERVAL - 1);
  });
});

describe('one of each key', () => {
  test('holds a key once, however often it is added', async () => {
    const { queue, takeAll } = setUp();
    for (let i = 0; i < 3; i++) queue.add(named('a'));
    expect(await takeAll()).toEqual(['a']);
  });

  test('does not hand out a key that is in work, and hands it out again afterwards if it was added meanwhile', async () => {
    const { queue } = setUp();
    queue.add(a);
    await queue.get();
    queue.add(a);
    expect(queue.length).toBe(0);
    queue.done(a);
    expect(queue.length).toBe(1);
    expect((await queue.get())?.request).toEqual(a);
  });

  test('forgets about a key that is done and was not added again', async () => {
    const { queue } = setUp();
    queue.add(a);
    await queue.get();
    queue.done(a);
    expect(queue.length).toBe(0);
  });

  test('keeps the priority of a key that was added while in work', async () => {
    const { queue } = setUp();
    queue.add(a);
    await queue.get();
    queue.add(a, { priority: -1 });
    queue.add(a, { priority: 7 });
    queue.done(a);
    expect(await queue.get()).toEqual({ request: a, priority: 7 });
  });

  test('ignores done for what is not in work', () => {
    const { queue } = setUp();
    queue.add(a);
    queue.done(a);
    expect(queue.length).toBe(1);
  });
});

describe('delays', () => {
  test('hands a delayed request out when its time has come, not before', async () => {
    const { clock, queue } = setUp();
    queue.add(a, { afterMs: 100 });
    await clock.advance(99);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(queue.length).toBe(1);
  });

  test('takes the earlier of two times', async () => {
    const { clock, queue } = setUp();
    queue.add(a, { afterMs: 100 });
    queue.add(a, { afterMs: 50 });
    queue.add(a, { afterMs: 200 });
    await clock.advance(50);
    expect(queue.length).toBe(1);
    await clock.advance(500);
    expect(queue.length).toBe(1);
  });

  test('lets an add without delay overtake a delayed one', async () => {
    const { clock, queue, takeAll } = setUp();
    queue.add(a, { afterMs: 100 });
    queue.add(a);
    expect(await takeAll()).toEqual(['a']);
    queue.done(a);
    await clock.advance(1000);
    expect(queue.length).toBe(0);
  });

  test('does not delay a request that is ready', () => {
    const { queue } = setUp();
    queue.add(a);
    queue.add(a, { afterMs: 100 });
    expect(queue.length).toBe(1);
  });

  test('orders delayed requests by when they became ready', async () => {
    const { clock, queue, takeAll } = setUp();
    queue.add(a, { afterMs: 30 });
    queue.add(b, { afterMs: 10 });
    queue.add(c, { afterMs: 20 });
    await clock.advance(30);
    expect(await takeAll()).toEqual(['b', 'c', 'a']);
  });

  test('raises the priority of a request that still waits', async () => {
    const { clock, queue } = setUp();
    queue.add(a, { afterMs: 10 });
    queue.add(a, { afterMs: 20, priority: 3 });
    await clock.advance(10);
    expect(await queue.get()).toEqual({ request: a, priority: 3 });
  });

  test('holds a delayed request whose key is in work when its time comes', async () => {
    const { clock, queue } = setUp();
    queue.add(a);
    await queue.get();
    queue.add(a, { afterMs: 10 });
    await clock.advance(10);
    expect(queue.length).toBe(0);
    queue.done(a);
    expect(queue.length).toBe(1);
  });

  test('has one timer, however many requests wait, and none when nothing waits', async () => {
    const { clock, queue } = setUp();
    for (let i = 0; i < 100; i++) queue.add(named(`n${i}`), { afterMs: 1000 - i });
    await clock.advance(0);
    expect(clock.pending).toBe(1);
    await clock.advance(1000);
    expect(clock.pending).toBe(0);
    expect(queue.length).toBe(100);
  });

  test('is not confused by a clock that wakes too early', async () => {
    const early = new FakeClock();
    // As Node's timers, which count whole milliseconds from the start of the loop's turn.
    const after: Clock['after'] = (ms, ring) => early.after(Math.max(1, Math.floor(ms - 0.5)), ring);
    const clock = { now: () => early.now(), monotonic: () => early.monotonic(), delay: early.delay.bind(early), after };
    const { queue } = setUp({ clock });
    queue.add(a, { afterMs: 10 });
    await early.advance(9);
    expect(queue.length).toBe(0);
    await early.advance(1);
    expect(queue.length).toBe(1);
  });
});

describe('rate limit', () => {
  test('backs off per key, and starts afresh once forgotten', async () => {
    const { clock, queue, takeAll } = setUp();
    const failAfter = async (ms: number): Promise<void> => {
      queue.add(a, { rateLimited: true });
      await clock.advance(ms - 1);
      expect(queue.length).toBe(0);
      await clock.advance(1);
      expect(await takeAll()).toEqual(['a']);
      queue.done(a);
    };
    for (const ms of [5, 10, 20]) await failAfter(ms);
    expect(queue.numRequeues(a)).toBe(3);
    queue.forget(a);
    expect(queue.numRequeues(a)).toBe(0);
    await failAfter(5);
  });

  test('takes the earlier of a delay and the back-off', async () => {
    const { clock, queue } = setUp();
    queue.add(a, { rateLimited: true, afterMs: 2 });
    await clock.advance(2);
    expect(queue.length).toBe(1);
  });
});

describe('workers', () => {
  test('hands a request to a worker that waits', async () => {
    const { queue } = setUp();
    const item = queue.get();
    queue.add(a);
    expect(await item).toEqual({ request: a, priority: 0 });
  });

  test('merges and orders what is added in one go, also when workers wait', async () => {
    const { queue } = setUp();
    const items = [queue.get(), queue.get()];
    queue.add(a, { priority: -100 });
    queue.add(b);
    queue.add(a);
    expect((await Promise.all(items)).map((item) => item?.request.name)).toEqual(['b', 'a']);
    expect(queue.length).toBe(0);
  });

  test('serves workers in the order they asked', async () => {
    const { queue } = setUp();
    const first = queue.get();
    const second = queue.get();
    queue.add(a);
    queue.add(b);
    expect((await first)?.request).toEqual(a);
    expect((await second)?.request).toEqual(b);
  });
});

describe('shut-down', () => {
  test('drops what waits, takes nothing more, and tells the workers', async () => {
    const { clock, queue } = setUp();
    const waiting = queue.get();
    queue.shutDown();
    expect(await waiting).toBeUndefined();
    queue.add(a);
    queue.add(b, { afterMs: 5 });
    await clock.advance(5);
    expect(queue.length).toBe(0);
    expect(queue.shuttingDown).toBe(true);
    expect(await queue.get()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test('drops what was added before, ready, delayed and held', async () => {
    const { clock, queue } = setUp();
    queue.add(c);
    await queue.get();
    queue.add(a);
    queue.add(b, { afterMs: 5 });
    queue.add(c);
    queue.shutDown();
    queue.done(c);
    await clock.advance(5);
    expect(queue.length).toBe(0);
    expect(await queue.get()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });

  test('drains: hands out what is ready, drops what is delayed, resolves when all is done', async () => {
    const { clock, queue } = setUp();
    queue.add(a);
    queue.add(b, { afterMs: 5 });
    let drained = false;
    const draining = queue.shutDownWithDrain().then(() => {
      drained = true;
    });
    queue.add(c);
    expect((await queue.get())?.request).toEqual(a);
    await clock.advance(5);
    expect(drained).toBe(false);
    queue.done(a);
    await draining;
    expect(await queue.get()).toBeUndefined();
  });

  test('drains a key that was added again while in work', async () => {
    const { queue } = setUp();
    queue.add(a);
    await queue.get();
    queue.add(a);
    const draining = queue.shutDownWithDrain();
    queue.done(a);
    expect((await queue.get())?.request).toEqual(a);
    queue.done(a);
    await draining;
  });

  test('drains at once when there is nothing, and can be told twice', async () => {
    const { queue } = setUp();
    await queue.shutDownWithDrain();
    queue.shutDown();
    await queue.shutDownWithDrain();
    expect(await queue.get()).toBeUndefined();
  });
});

import { EventEmitter, on } from 'node:events';
import { describe, expect, test } from 'vitest';
import {
  enqueueForObject,
  enqueueMapped,
  handlerFuncs,
  LOW_PRIORITY,
  type EventHandler,
} from '../../../src/handler/index.ts';
import { discardLogger } from '../../../src/log/index.ts';
import { matching, resourceVersionChanged } from '../../../src/predicate/index.ts';
import type { AddOptions } from '../../../src/queue/index.ts';
import type { Request } from '../../../src/reconcile/index.ts';
import { channelSource, funcSource, kindSource, type Source } from '../../../src/source/index.ts';
import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { aThing, cacheOf, created, ManualInformer, Thing, updated } from './objects.ts';

/** Runs a source for a test. `added` is what it put in the queue; `stop` resolves when it has ended. */
function run(source: Source) {
  const clock = new FakeClock();
  const added: string[] = [];
  const logged: string[] = [];
  const stop = new AbortController();
  let ready = false;
  const add = ({ name }: Request, { priority = 0 }: AddOptions = {}): void => {
    added.push(priority === 0 ? name : `${name}@${priority}`);
  };
  const ended = source.start({
    queue: { add },
    signal: stop.signal,
    log: { ...discardLogger, error: (message, error) => void logged.push(`${message}: ${error?.message ?? ''}`) },
    clock,
    ready: () => {
      ready = true;
    },
  });
  return {
    clock,
    added,
    logged,
    ended,
    isReady: () => ready,
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
}

describe('kind source', () => {
  const start = (informer: ManualInformer, handler: EventHandler<Thing> = enqueueForObject()) =>
    run(kindSource(cacheOf(informer), Thing, handler));

  test('is ready once its listener has heard of the initial list', async () => {
    const informer = new ManualInformer();
    informer.synced = false;
    const { clock, isReady, stop } = start(informer);
    await clock.advance(1000);
    expect(isReady()).toBe(false);
    informer.synced = true;
    await clock.advance(10);
    expect(isReady()).toBe(true);
    await stop();
  });

  test('waits for handlers of the initial list that take their time', async () => {
    const informer = new ManualInformer();
    const mapped = Promise.withResolvers<readonly Request[]>();
    const { clock, isReady, added, stop } = start(
      informer,
      enqueueMapped(() => mapped.promise),
    );
    informer.emit(created('a', true));
    await clock.advance(100);
    expect(isReady()).toBe(false);
    mapped.resolve([{ namespace: '', name: 'mapped' }]);
    await clock.advance(0);
    expect(isReady()).toBe(true);
    expect(added).toEqual([`mapped@${LOW_PRIORITY}`]);
    await stop();
  });

  test('gives way with what was there at the start, and with updates that are no news', async () => {
    const informer = new ManualInformer();
    const { added, stop } = start(informer);
    informer.emit(created('old', true), created('new'), updated('same', '1', '1'), updated('changed', '1', '2'));
    expect(added).toEqual([`old@${LOW_PRIORITY}`, 'new', `same@${LOW_PRIORITY}`, 'changed']);
    await stop();
  });

  test('lets a handler set its own priority', async () => {
    const informer = new ManualInformer();
    const { added, stop } = start(
      informer,
      handlerFuncs<Thing>({ create: (_e, queue) => queue.add({ namespace: '', name: 'a' }, { priority: 7 }) }),
    );
    informer.emit(created('a', true));
    expect(added).toEqual(['a@7']);
    await stop();
  });

  test('asks all predicates', async () => {
    const informer = new ManualInformer();
    const source = kindSource<Thing>(cacheOf(informer), Thing, enqueueForObject(), [
      resourceVersionChanged(),
      matching(({ metadata }) => metadata.name !== 'no'),
    ]);
    const { added, stop } = run(source);
    informer.emit(updated('a', '1', '1'), updated('b', '1', '2'), updated('no', '1', '2'));
    expect(added).toEqual(['b']);
    await stop();
  });

  test('calls a handler that failed again, with back-off, until it succeeds', async () => {
    const informer = new ManualInformer();
    let calls = 0;
    const { added, clock, logged, stop } = start(
      informer,
      enqueueMapped(() => {
        calls++;
        if (calls < 3) throw new Error(`no ${calls}`);
        return [{ namespace: '', name: 'a' }];
      }),
    );
    informer.emit(created('a'));
    await clock.advance(60_000);
    expect(added).toEqual(['a']);
    expect(logged).toEqual([
      'event handler failed, will be called again: no 1',
      'event handler failed, will be called again: no 2',
    ]);
    await stop();
  });

  test('does the same when a predicate throws', async () => {
    const informer = new ManualInformer();
    let fails = true;
    const source = kindSource<Thing>(cacheOf(informer), Thing, enqueueForObject(), [
      matching(() => {
        if (fails) throw new TypeError('oops');
        return true;
      }),
    ]);
    const { added, clock, stop } = run(source);
    expect(() => informer.emit(created('a'))).not.toThrow();
    await clock.advance(10);
    fails = false;
    await clock.advance(60_000);
    expect(added).toEqual(['a']);
    await stop();
  });

  test('takes its listener away when told to stop, also before it is ready, and gives retries up', async () => {
    const informer = new ManualInformer();
    informer.synced = false;
    const { clock, stop } = start(
      informer,
      enqueueMapped(() => Promise.reject(new Error('always'))),
    );
    informer.emit(created('a'));
    await clock.advance(5);
    await stop();
    expect(informer.listeners.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test('knows why it is not ready', () => {
    const informer = new ManualInformer();
    informer.error = new Error('forbidden');
    expect(kindSource(cacheOf(informer), Thing, enqueueForObject()).lastError?.()?.message).toBe('forbidden');
  });
});

describe('channel source', () => {
  test('asks for what a stream yields, and ends with it', async () => {
    const names = async function* () {
      await Promise.resolve();
      yield aThing('a');
      yield aThing('b');
    };
    const { added, ended, isReady } = run(channelSource(names(), enqueueForObject()));
    await ended;
    expect(isReady()).toBe(true);
    expect(added).toEqual(['a', 'b']);
  });

  test('takes an event emitter, and ends the stream when told to stop', async () => {
    const emitter = new EventEmitter();
    const stream = (async function* () {
      for await (const [name] of on(emitter, 'changed') as AsyncIterable<[string]>) yield aThing(name);
    })();
    const { added, clock, stop } = run(channelSource(stream, enqueueForObject()));
    await clock.advance(0);
    emitter.emit('changed', 'x');
    await clock.advance(0);
    expect(added).toEqual(['x']);
    await stop();
  });

  test('returns an iterator that waits, so that it can let go of what it holds', async () => {
    let returned = false;
    const channel: AsyncIterable<Thing> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          returned = true;
          return Promise.resolve({ done: true, value: undefined });
        },
      }),
    };
    const { stop } = run(channelSource(channel, enqueueForObject()));
    await stop();
    expect(returned).toBe(true);
  });

  test('fails when the stream does', async () => {
    const failing = async function* () {
      await Promise.resolve();
      yield aThing('a');
      throw new Error('stream broke');
    };
    const { ended } = run(channelSource(failing(), enqueueForObject()));
    await expect(ended).rejects.toThrow('stream broke');
  });

  test('filters', async () => {
    const both = async function* () {
      await Promise.resolve();
      yield aThing('a');
      yield aThing('b');
    };
    const predicates = [matching<Thing>(({ metadata }) => metadata.name === 'b')];
    const { added, ended } = run(channelSource(both(), enqueueForObject(), { predicates }));
    await ended;
    expect(added).toEqual(['b']);
  });
});

test('a function source is ready at once and lives as long as its function', async () => {
  const source = funcSource('nightly', async ({ queue, clock, signal }) => {
    while (!signal.aborted) {
      queue.add({ namespace: '', name: 'report' });
      await clock.delay(1000, { signal }).catch(() => undefined);
    }
  });
  const { added, clock, isReady, stop } = run(source);
  expect(isReady()).toBe(true);
  await clock.advance(2500);
  expect(added).toEqual(['report', 'report', 'report']);
  await stop();
});

import { ApiError } from '@kubewright/apimachinery';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  DEFAULT_TIMING,
  Reflector,
  StaleListError,
  type ReflectorTiming,
} from '../../../../src/cache/reflector/index.ts';
import { ObjectStore } from '../../../../src/cache/store/object-store.ts';
import type { ObjectEvent } from '../../../../src/event/index.ts';
import { aList, aWidget, FakeApi, WIDGET, type Widget } from '../fake-api.ts';

const MINUTE = 60_000;

describe('a reflector', () => {
  let api: FakeApi;
  let clock: FakeClock;
  let events: string[];
  let store: ObjectStore<Widget>;
  let stop: AbortController;
  let ended: Promise<void>;

  const describeEvent = (event: ObjectEvent<Widget>): string => {
    const { name, resourceVersion } = event.object.metadata;
    return `${event.type} ${name}@${resourceVersion}${event.type === 'delete' && event.finalStateUnknown ? '?' : ''}`;
  };

  function start(timing: Partial<ReflectorTiming> = {}, watchList = false): Reflector<Widget> {
    const reflector = new Reflector<Widget>({
      kind: WIDGET,
      scope: { namespace: 'default' },
      client: api,
      writer: store,
      transform: (object) => object,
      clock,
      random: () => 0,
      log: undefined,
      timing: { ...DEFAULT_TIMING, ...timing },
      watchList,
    });
    ended = reflector.run(stop.signal);
    return reflector;
  }

  const settled = async (): Promise<void> => await clock.advance(0);

  beforeEach(() => {
    api = new FakeApi();
    clock = new FakeClock();
    events = [];
    store = new ObjectStore<Widget>((event) => events.push(describeEvent(event)));
    stop = new AbortController();
    ended = Promise.resolve();
  });

  afterEach(async () => {
    stop.abort();
    await ended;
    expect(clock.pending, 'timers that outlive the reflector').toBe(0);
  });

  test('lists by pages, shows nothing before the last one, then watches from the list’s version', async () => {
    api.answerList(aList(5, [aWidget('a', 1)], 'more'));
    start();
    await settled();
    expect(store.size).toBe(0);
    stop.abort();
    await ended;

    stop = new AbortController();
    api.answerList(aList(5, [aWidget('a', 1)], 'more'), aList(5, [aWidget('b', 2)]));
    start();
    await settled();
    expect(api.lists.slice(-2).map((options) => options.continue)).toEqual([undefined, 'more']);
    expect(api.lists.at(-1)).toMatchObject({ namespace: 'default', limit: 500 });
    expect(events).toEqual(['create a@1', 'create b@2']);
    expect(api.watching.options).toMatchObject({
      resourceVersion: '5',
      allowWatchBookmarks: true,
      timeoutSeconds: 300,
    });
  });

  test('follows changes, and resumes after a clean end from the newest version it heard of', async () => {
    api.answerList(aList(5, [aWidget('a', 1)]));
    start();
    await settled();
    api.watching.send('ADDED', aWidget('b', 6));
    api.watching.send('MODIFIED', aWidget('a', 7));
    api.watching.send('DELETED', aWidget('b', 8));
    api.watching.bookmark(12);
    api.watching.end();
    await settled();
    expect(events).toEqual(['create a@1', 'create b@6', 'update a@7', 'delete b@8']);
    expect(api.watches.map(({ options }) => options.resourceVersion)).toEqual(['5', '12']);
    expect(api.lists).toHaveLength(1);
  });

  test('lists again when its version has expired, and finds what was deleted meanwhile', async () => {
    api.answerList(aList(5, [aWidget('a', 1), aWidget('b', 2)]), aList(50, [aWidget('a', 1), aWidget('c', 40)]));
    start();
    await settled();
    await clock.advance(10_000);
    api.watching.fail(new ApiError({ code: 410, reason: 'Expired' }));
    await settled();
    expect(events.slice(2)).toEqual(['delete b@2?', 'create c@40']);
    expect(api.watching.options.resourceVersion).toBe('50');
  });

  test.each([401, 403, 404, 500, 503])(
    'takes a %i on a list for no answer: nothing is deleted, and it goes on',
    async (code) => {
      api.answerList(aList(5, [aWidget('a', 1)]), new ApiError({ code }), aList(9, [aWidget('a', 1)]));
      const reflector = start();
      await settled();
      await clock.advance(10_000);
      api.watching.fail(new ApiError({ code: 410 }));
      await settled();
      expect(store.size).toBe(1);
      expect(reflector.lastError).toMatchObject({ code });
      expect(reflector.state.name).toBe('backingOff');
      await clock.advance(30_000);
      expect(reflector.lastError).toBeUndefined();
      expect(reflector.state.name).toBe('watching');
      expect(events).toEqual(['create a@1']);
    },
  );

  test('throws half a list away when its token expires, and deletes nothing because of it', async () => {
    api.answerList(aList(5, [aWidget('a', 1), aWidget('b', 2)]));
    start();
    await settled();
    await clock.advance(10_000);
    api.answerList(aList(50, [aWidget('a', 1)], 'more'), new ApiError({ code: 410, reason: 'Expired' }));
    api.answerList(aList(60, [aWidget('a', 1), aWidget('b', 2)]));
    api.watching.fail(new ApiError({ code: 410 }));
    await settled();
    expect(events).toEqual(['create a@1', 'create b@2']);
    expect(api.lists.at(-1)?.limit).toBeUndefined();
    expect(api.watching.options.resourceVersion).toBe('60');
  });

  test('reconnects a watch that is silent for too long, from where it was', async () => {
    api.answerList(aList(5, []));
    const reflector = start();
    await settled();
    await clock.advance(2 * MINUTE);
    api.watching.bookmark(7);
    await clock.advance(3 * MINUTE - 1);
    expect(api.watches).toHaveLength(1);
    await clock.advance(1);
    expect(api.watches[0]?.options.signal?.aborted).toBe(true);
    expect(api.watches.map(({ options }) => options.resourceVersion)).toEqual(['5', '7']);
    expect(reflector.quietForMs()).toBe(0);
  });

  test('gives up a page that does not come to an end, and asks for it again', async () => {
    const reflector = start();
    await clock.advance(120_000);
    expect(reflector.lastError).toMatchObject({ name: 'SlowListError' });
    expect(reflector.state.name).toBe('backingOff');
    api.answerList(aList(5, [aWidget('a', 1)]));
    await clock.advance(400);
    expect(events).toEqual(['create a@1']);
  });

  test('says for how long nothing was heard, which a bookmark ends', async () => {
    api.answerList(aList(5, []));
    const reflector = start();
    expect(reflector.quietForMs()).toBeUndefined();
    await settled();
    await clock.advance(MINUTE);
    expect(reflector.quietForMs()).toBe(MINUTE);
    api.watching.bookmark(6);
    await settled();
    expect(reflector.quietForMs()).toBe(0);
  });

  test('backs off further with each failure, up to 30 s, and starts afresh after a success', async () => {
    api.answerList(...Array.from({ length: 8 }, () => new ApiError({ code: 500 })), aList(5, []));
    const reflector = start();
    await settled();
    const delays: (number | undefined)[] = [];
    while (reflector.state.name === 'backingOff') {
      delays.push(clock.nextIn());
      await clock.advance(clock.nextIn() ?? 0);
    }
    // Without jitter's upper half.
    expect(delays).toEqual([400, 800, 1600, 3200, 6400, 12_800, 15_000, 15_000]);
    await clock.advance(10_000);
    api.refuseWatch(new ApiError({ code: 500 }));
    api.watching.fail(new ApiError({ code: 500 }));
    await settled();
    expect(clock.nextIn()).toBe(400);
  });

  test('refuses a list that is older than what it has seen, however often it comes', async () => {
    api.answerList(aList(50, [aWidget('a', 40)]));
    const reflector = start();
    await settled();
    await clock.advance(10_000);
    api.answerList(aList(30, []), aList(31, []), aList(51, [aWidget('a', 40)]));
    api.watching.fail(new ApiError({ code: 410 }));
    await settled();
    expect(reflector.lastError).toMatchObject({ name: 'StaleListError' });
    expect(store.size).toBe(1);
    await clock.advance(5_000);
    expect(reflector.state.name).toBe('watching');
    expect(events).toEqual(['create a@40']);
  });

  test('lists afresh when the last list is too long ago, in case a change got lost', async () => {
    api.answerList(aList(5, [aWidget('a', 1)]), aList(100, []));
    start({ relistIntervalMs: 60 * MINUTE });
    await settled();
    for (let passed = 0; passed < 65; passed += 5) {
      api.watching.end();
      await clock.advance(5 * MINUTE - 1);
      api.watching.bookmark(6 + passed);
      await clock.advance(1);
    }
    expect(api.lists).toHaveLength(2);
    expect(events).toEqual(['create a@1', 'delete a@1?']);
  });

  test('a transform that throws is a failure like any other, not the end', async () => {
    const reflector = new Reflector<Widget>({
      kind: WIDGET,
      scope: {},
      client: api,
      writer: store,
      transform: () => {
        throw new Error('defect');
      },
      clock,
      random: () => 0,
      log: undefined,
      timing: DEFAULT_TIMING,
      watchList: false,
    });
    api.answerList(aList(5, [aWidget('a', 1)]));
    ended = reflector.run(stop.signal);
    await settled();
    expect(reflector.lastError?.message).toBe('defect');
    expect(reflector.state.name).toBe('backingOff');
  });

  test('stops at once, whatever it is doing', async () => {
    api.answerList(new ApiError({ code: 500 }));
    start();
    await settled();
    stop.abort();
    await ended;
    expect(clock.pending).toBe(0);
  });

  describe('that asks for its list as a stream', () => {
    beforeEach(() => {
      api.streams = true;
    });
    const stream = (timing: Partial<ReflectorTiming> = {}): Reflector<Widget> => start(timing, true);

    test('shows nothing before the server says that everything has come, and follows the same watch on', async () => {
      const reflector = stream();
      await settled();
      const { watching } = api;
      expect(watching.options).toMatchObject({
        sendInitialEvents: true,
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: true,
      });
      expect(watching.options.resourceVersion).toBeUndefined();
      watching.send('ADDED', aWidget('a', 1));
      watching.send('ADDED', aWidget('b', 2));
      watching.send('ADDED', aWidget('c', 3));
      watching.send('MODIFIED', aWidget('a', 6));
      watching.send('DELETED', aWidget('b', 7));
      watching.bookmark(7);
      await settled();
      expect([store.size, store.hasSynced, reflector.knownVersion]).toEqual([0, false, undefined]);
      watching.endInitialEvents(8);
      watching.send('ADDED', aWidget('d', 9));
      await settled();
      expect(events).toEqual(['create a@6', 'create c@3', 'create d@9']);
      expect(reflector.knownVersion).toBe('9');
      watching.end();
      await settled();
      expect(api.watching.options).toMatchObject({ resourceVersion: '9' });
      expect(api.watching.options.sendInitialEvents).toBeUndefined();
      expect(api.lists).toEqual([]);
    });

    test('lists by pages from a server that cannot, now and ever after', async () => {
      api.streams = false;
      api.answerList(aList(5, [aWidget('a', 1)]), aList(7, [aWidget('a', 6)]));
      stream();
      await settled();
      expect(events).toEqual(['create a@1']);
      api.streams = true;
      api.watching.fail(new ApiError({ code: 410 }));
      await clock.advance(MINUTE);
      expect(events).toEqual(['create a@1', 'update a@6']);
      expect(api.watches.every(({ options }) => options.sendInitialEvents === undefined)).toBe(true);
    });

    test('keeps what it has when a new stream breaks off, and lists instead', async () => {
      stream();
      await settled();
      api.watching.send('ADDED', aWidget('a', 1));
      api.watching.endInitialEvents(5);
      api.watching.fail(new ApiError({ code: 410 }));
      await clock.advance(MINUTE);
      expect(api.watching.options.sendInitialEvents).toBe(true);
      api.watching.send('ADDED', aWidget('b', 6));
      api.answerList(aList(7, [aWidget('c', 7)]));
      api.watching.end();
      await settled();
      expect(events).toEqual(['create a@1', 'delete a@1?', 'create c@7']);
    });

    test('lists instead when the stream goes silent', async () => {
      stream({ stallTimeoutMs: MINUTE });
      await settled();
      api.watching.send('ADDED', aWidget('a', 1));
      api.answerList(aList(7, [aWidget('a', 1)]));
      await clock.advance(2 * MINUTE);
      expect(events).toEqual(['create a@1']);
    });

    test('tries again, with back-off, when the server is down', async () => {
      api.refuseWatch(new ApiError({ code: 503 }));
      stream();
      await settled();
      expect(api.watches).toHaveLength(1);
      await clock.advance(1_000);
      expect(api.watches).toHaveLength(2);
      expect(api.watching.options.sendInitialEvents).toBe(true);
      expect(api.lists).toEqual([]);
    });

    test('refuses a stream that is older than what it has seen', async () => {
      const reflector = stream();
      await settled();
      api.watching.send('ADDED', aWidget('a', 9));
      api.watching.endInitialEvents(9);
      api.watching.fail(new ApiError({ code: 410 }));
      await clock.advance(MINUTE);
      api.watching.endInitialEvents(5);
      await settled();
      expect(reflector.lastError).toBeInstanceOf(StaleListError);
      expect(events).toEqual(['create a@9']);
    });
  });
});

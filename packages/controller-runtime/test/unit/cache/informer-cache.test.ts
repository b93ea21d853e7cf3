import { ApiError, isNotFound, type KubernetesObject, type Stored } from '@kubewright/apimachinery';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import {
  CacheNotStartedError,
  CacheSyncError,
  createCache,
  stripManagedFields,
  type Cache,
  type CacheOptions,
  type Informer,
} from '../../../src/cache/index.ts';
import type { ObjectEvent } from '../../../src/event/index.ts';
import type { Logger } from '../../../src/log/index.ts';
import { aList, aWidget, FakeApi, WIDGET, type Widget } from './fake-api.ts';

const names = (objects: readonly Stored<KubernetesObject>[]): string[] => objects.map(({ metadata }) => metadata.name);
const nodes = { ...WIDGET, kind: 'Node', plural: 'nodes', scope: 'Cluster' } as const;

describe('a cache', () => {
  let api: FakeApi;
  let clock: FakeClock;
  let stop: AbortController;
  let ended: Promise<void>;

  const create = (options: Partial<CacheOptions> = {}): Cache =>
    createCache({ client: api, clock, random: () => 0, ...options });
  const settled = async (): Promise<void> => await clock.advance(0);
  async function start(cache: Cache): Promise<void> {
    ended = cache.start(stop.signal);
    await settled();
  }

  beforeEach(() => {
    api = new FakeApi();
    clock = new FakeClock();
    stop = new AbortController();
    ended = Promise.resolve();
  });
  afterEach(async () => {
    stop.abort();
    await ended;
    expect(clock.pending).toBe(0);
  });

  test('has one informer per kind, also for another description of the same kind, with the kind’s type', () => {
    const cache = create();
    expect(cache.informerFor({ ...WIDGET })).toBe(cache.informerFor(WIDGET));
    expectTypeOf(cache.informerFor(WIDGET)).toEqualTypeOf<Informer<Widget>>();
    expect([...cache.informers().keys()]).toEqual([WIDGET]);
  });

  test('lists nothing before it is started, and then each kind once', async () => {
    const cache = create();
    cache.informerFor(WIDGET);
    await settled();
    expect(api.lists).toEqual([]);
    api.answerList(aList(5, [aWidget('a', 1)]));
    await start(cache);
    await cache.waitForSync({ signal: stop.signal });
    expect(names((await cache.list(WIDGET)).items)).toEqual(['a']);
    expect(api.lists).toHaveLength(1);
  });

  test('starts the informer of a kind that is first read while it runs, and waits for its list', async () => {
    const cache = create();
    await start(cache);
    api.answerList(aList(5, [aWidget('a', 1)]));
    const got = await cache.get(WIDGET, { namespace: 'default', name: 'a' });
    expectTypeOf(got).toEqualTypeOf<Stored<Widget>>();
    expect(got).toEqual(aWidget('a', 1));
  });

  test('refuses to read before it is started, where it would wait for ever', async () => {
    await expect(create().list(WIDGET)).rejects.toThrow(CacheNotStartedError);
  });

  test('says NotFound as the server does', async () => {
    const cache = create();
    api.answerList(aList(5, []));
    await start(cache);
    const error: unknown = await cache.get(WIDGET, { namespace: 'n', name: 'x' }).catch((thrown: unknown) => thrown);
    expect(isNotFound(error)).toBe(true);
    expect(String(error)).toContain('widgets.demo.yash.com "n/x" not found');
  });

  test('a listener that comes late hears of all that is there; one that left hears nothing more', async () => {
    const cache = create();
    const informer = cache.informerFor(WIDGET);
    const early: ObjectEvent<Widget>[] = [];
    const registration = informer.addListener((event) => early.push(event));
    expect(registration.hasSynced()).toBe(false);
    api.answerList(aList(5, [aWidget('a', 1)]));
    await start(cache);
    expect(registration.hasSynced()).toBe(true);
    registration.remove();

    const late: ObjectEvent<Widget>[] = [];
    informer.addListener((event) => late.push(event));
    api.watching.send('MODIFIED', aWidget('a', 6));
    await settled();
    expect(early).toEqual([{ type: 'create', object: aWidget('a', 1), isInInitialList: true }]);
    expect(late.map(({ type }) => type)).toEqual(['create', 'update']);
  });

  test('a listener that throws is logged, and neither the others nor the cache suffer', async () => {
    const errors: string[] = [];
    const log = { error: (message: string) => errors.push(message) } as unknown as Logger;
    const cache = create({ log });
    const informer = cache.informerFor(WIDGET);
    const heard: string[] = [];
    informer.addListener(() => {
      throw new Error('defect');
    });
    informer.addListener(({ type }) => heard.push(type));
    api.answerList(aList(5, [aWidget('a', 1)]));
    await start(cache);
    expect([errors, heard]).toEqual([['event listener threw'], ['create']]);
    expect(informer.hasSynced()).toBe(true);
  });

  describe('a list', () => {
    const objects = [
      aWidget('a', 1, { labels: { app: 'web' }, size: 1 }),
      aWidget('b', 2, { labels: { app: 'api' }, size: 2 }),
      aWidget('a', 3, { namespace: 'other', labels: { app: 'web' }, size: 2 }),
    ];
    test.each([
      { options: {}, want: ['a', 'b', 'a'] },
      { options: { namespace: 'other' }, want: ['a'] },
      { options: { labelSelector: 'app=web' }, want: ['a', 'a'] },
      { options: { labelSelector: 'app in (api,db)', namespace: 'default' }, want: ['b'] },
      { options: { fieldSelector: 'metadata.name=a,metadata.namespace=other' }, want: ['a'] },
      { options: { fieldSelector: 'spec.size!=1' }, want: ['b', 'a'] },
      { options: { fieldSelector: 'bySize=2' }, want: ['b', 'a'] },
      { options: { fieldSelector: 'bySize=2', namespace: 'default' }, want: ['b'] },
      { options: { limit: 2 }, want: ['a', 'b'] },
    ])('with $options selects $want', async ({ options, want }) => {
      const cache = create();
      cache.indexField(WIDGET, 'bySize', ({ spec }) => [String(spec?.size)]);
      api.answerList(aList(5, objects));
      await start(cache);
      expect(names((await cache.list(WIDGET, options)).items)).toEqual(want);
    });

    test('has no pages, and says so', async () => {
      await expect(create().list(WIDGET, { continue: 't' })).rejects.toThrow('no pages');
    });
  });

  test('an index twice for one field is a defect', () => {
    const cache = create();
    cache.indexField(WIDGET, 'f', () => []);
    expect(() => cache.indexField(WIDGET, 'f', () => [])).toThrow('indexed already');
  });

  describe('waiting for sync', () => {
    test.each([
      {
        error: new ApiError({ code: 403, message: 'no' }),
        says: 'no permission; grant list and watch on widgets.demo.yash.com',
      },
      { error: new ApiError({ code: 404 }), says: 'install its CustomResourceDefinition' },
      { error: new ApiError({ code: 401 }), says: 'the credentials are not accepted' },
      { error: new Error('nothing listens at here'), says: 'nothing listens at here' },
    ])('names the kind and what is wrong when time is up: $says', async ({ error, says }) => {
      const cache = create();
      cache.informerFor(WIDGET);
      api.answerList(error);
      await start(cache);
      const waiting = cache.waitForSync({ signal: stop.signal, timeoutMs: 100 }).catch((thrown: unknown) => thrown);
      await clock.advance(100);
      const thrown = await waiting;
      expect(thrown).toBeInstanceOf(CacheSyncError);
      expect(thrown).toMatchObject({ kinds: [WIDGET] });
      expect(String(thrown)).toContain('Widget (demo.yash.com/v1): ');
      expect(String(thrown)).toContain(says);
    });

    test('ends with the signal’s reason when aborted', async () => {
      const cache = create();
      cache.informerFor(WIDGET);
      await start(cache);
      const abort = new AbortController();
      const waiting = cache.waitForSync({ signal: abort.signal });
      abort.abort(new Error('enough'));
      await expect(waiting).rejects.toThrow('enough');
    });
  });

  describe('of some namespaces', () => {
    test('lists and watches each by itself, and is synced when all are', async () => {
      const cache = create({ namespaces: ['one', 'two', 'one'] });
      const informer = cache.informerFor(WIDGET);
      api.answerList(aList(5, [aWidget('a', 1, { namespace: 'one' })]));
      await start(cache);
      expect(informer.hasSynced()).toBe(false);
      expect(api.lists.map(({ namespace }) => namespace)).toEqual(['one', 'two']);
      stop.abort();
      await ended;

      stop = new AbortController();
      api.answerList(
        aList(6, [aWidget('a', 1, { namespace: 'one' })]),
        aList(6, [aWidget('b', 2, { namespace: 'two' })]),
      );
      await start(cache);
      expect(informer.hasSynced()).toBe(true);
      expect(names((await cache.list(WIDGET)).items)).toEqual(['a', 'b']);
      expect(names((await cache.list(WIDGET, { namespace: 'two' })).items)).toEqual(['b']);
    });

    test('refuses to speak of other namespaces: not watched is not the same as not there', async () => {
      const cache = create({ namespaces: ['one'] });
      api.answerList(aList(5, []));
      await start(cache);
      await expect(cache.get(WIDGET, { namespace: 'two', name: 'a' })).rejects.toThrow(
        'namespace "two" is not one of those',
      );
      await expect(cache.list(WIDGET, { namespace: 'two' })).rejects.toThrow('namespace "two" is not one of those');
    });

    test('watches cluster-scoped kinds whole', async () => {
      const cache = create({ namespaces: ['one', 'two'] });
      cache.informerFor(nodes);
      await start(cache);
      expect(api.lists).toHaveLength(1);
      expect(api.lists[0]?.namespace).toBeUndefined();
    });
  });

  test('options of a kind go before those of the cache', async () => {
    const byKind = new Map([[{ ...WIDGET }, { namespaces: ['own'], labelSelector: 'app=web', fieldSelector: 'x=y' }]]);
    const cache = create({ namespaces: ['one'], byKind });
    cache.informerFor(WIDGET);
    await start(cache);
    expect(api.lists).toMatchObject([{ namespace: 'own', labelSelector: 'app=web', fieldSelector: 'x=y' }]);
  });

  test('forgets a kind when its informer is removed, and can take it up again', async () => {
    const cache = create();
    cache.informerFor(WIDGET);
    api.answerList(aList(5, [aWidget('a', 1)]));
    await start(cache);
    await cache.removeInformer(WIDGET);
    expect(api.watching.options.signal?.aborted).toBe(true);
    expect(cache.informers().size).toBe(0);
    api.answerList(aList(9, []));
    expect((await cache.list(WIDGET)).items).toEqual([]);
  });

  test('started again after it was stopped, tells what changed in between', async () => {
    const cache = create();
    const seen: string[] = [];
    cache.informerFor(WIDGET).addListener(({ type, object }) => seen.push(`${type} ${object.metadata.name}`));
    api.answerList(aList(5, [aWidget('a', 1)]));
    await start(cache);
    stop.abort();
    await ended;
    stop = new AbortController();
    api.answerList(aList(9, [aWidget('b', 7)]));
    await start(cache);
    expect(seen).toEqual(['create a', 'delete a', 'create b']);
  });

  test('is started once at a time', async () => {
    const cache = create();
    await start(cache);
    await expect(cache.start(stop.signal)).rejects.toThrow('started already');
  });

  test('keeps no managedFields, and freezes what it hands out when asked to', async () => {
    const cache = create({ freeze: true });
    const { metadata, ...rest } = aWidget('a', 1, { labels: { app: 'web' } });
    api.answerList(aList(5, [{ ...rest, metadata: { ...metadata, managedFields: [{ manager: 'kubectl' }] } }]));
    await start(cache);
    const [cached] = (await cache.list(WIDGET)).items;
    expect(cached).toEqual(aWidget('a', 1, { labels: { app: 'web' } }));
    expect(() => {
      (cached?.metadata.labels as Record<string, string>)['app'] = 'api';
    }).toThrow(TypeError);
  });

  test.each([
    { options: { timing: { pageSize: 0 } }, says: 'pageSize must be a positive number, got 0' },
    { options: { syncTimeoutMs: NaN }, says: 'syncTimeoutMs must be a positive number, got NaN' },
    { options: { namespaces: [''] }, says: 'empty name' },
  ])('refuses options that cannot be meant: $says', ({ options, says }) => {
    expect(() => create(options)).toThrow(says);
  });
});

test('stripManagedFields leaves an object without them as it is', () => {
  const object = aWidget('a', 1);
  expect(stripManagedFields(object)).toBe(object);
});

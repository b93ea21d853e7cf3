import {
  ApiError,
  asSeen,
  isNotFound,
  partialObjectMetadata,
  projectionOf,
  type Stored,
} from '@kubewright/apimachinery';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCache, type Cache, type CacheOptions } from '../../../src/cache/index.ts';
import { createDelegatingClient, mergePatch, type Client } from '../../../src/client/index.ts';
import { aList, aWidget, FakeApi, WIDGET, type Widget } from '../cache/fake-api.ts';

const key = { namespace: 'default', name: 'a' };
const patch = mergePatch({});

describe('a client that reads from the cache', () => {
  let api: FakeApi;
  let clock: FakeClock;
  let cache: Cache;
  let stop: AbortController;
  let ended: Promise<void>;
  let calls: string[];
  /** What the server answers to the next write or live read. */
  let answer: Stored<Widget> | Error;
  let client: Client;

  const respond = async (call: string): Promise<never> => {
    calls.push(call);
    if (answer instanceof Error) throw answer;
    return await Promise.resolve(answer as never);
  };
  const subresource: Client['subresource'] = (name) => ({
    get: async () => await respond(`${name}.get`),
    create: async () => await respond(`${name}.create`),
    update: async () => await respond(`${name}.update`),
    patch: async () => await respond(`${name}.patch`),
    apply: async () => await respond(`${name}.apply`),
  });
  const fakeLive: Client = {
    get: async () => await respond('get'),
    list: async () => await respond('list'),
    create: async () => await respond('create'),
    update: async () => await respond('update'),
    patch: async () => await respond('patch'),
    apply: async () => await respond('apply'),
    isNamespaced: () => Promise.resolve(true),
    delete: async () => {
      calls.push('delete');
      await Promise.resolve();
    },
    deleteAllOf: async () => {
      calls.push('deleteAllOf');
      await Promise.resolve();
    },
    status: subresource('status'),
    subresource,
  };
  const versionRead = async (): Promise<string> => (await client.get(WIDGET, key)).metadata.resourceVersion;

  async function start(options: Partial<CacheOptions> = {}, uncached: readonly (typeof WIDGET)[] = []): Promise<void> {
    cache = createCache({ client: api, clock, random: () => 0, ...options });
    cache.informerFor(WIDGET);
    client = createDelegatingClient({ cache, live: fakeLive, uncached });
    ended = cache.start(stop.signal);
    await clock.advance(0);
  }

  beforeEach(() => {
    api = new FakeApi();
    clock = new FakeClock();
    stop = new AbortController();
    ended = Promise.resolve();
    calls = [];
    answer = new Error('no answer prepared');
    api.answerList(aList(5, [aWidget('a', 3)]));
  });
  afterEach(async () => {
    stop.abort();
    await ended;
  });

  test('asks the server nothing for a read', async () => {
    await start();
    expect(await versionRead()).toBe('3');
    expect((await client.list(WIDGET)).items).toHaveLength(1);
    expect(calls).toEqual([]);
  });

  test.each([
    { what: 'update', write: async () => await client.update(WIDGET, aWidget('a', 3)) },
    { what: 'patch', write: async () => await client.patch(WIDGET, key, patch) },
    { what: 'status.update', write: async () => await client.status.update(WIDGET, aWidget('a', 3)) },
    { what: 'status.patch', write: async () => await client.status.patch(WIDGET, key, patch) },
  ])('reads its own $what before the watch has brought it, and then what the watch brings', async ({ what, write }) => {
    await start();
    answer = aWidget('a', 7);
    await write();
    expect(await versionRead()).toBe('7');
    api.watching.send('MODIFIED', aWidget('b', 6));
    await clock.advance(0);
    expect(await versionRead()).toBe('7');
    api.watching.send('MODIFIED', aWidget('a', 9));
    await clock.advance(0);
    expect(await versionRead()).toBe('9');
    expect(calls).toEqual([what]);
  });

  test('reads what it created, and sees it go when somebody deletes it at once', async () => {
    await start();
    answer = aWidget('b', 7);
    await client.create(WIDGET, aWidget('b', 7));
    expect((await client.get(WIDGET, { namespace: 'default', name: 'b' })).metadata.resourceVersion).toBe('7');
    // Created and deleted within one list: the cache never shows it, but knows more than the write.
    api.watching.bookmark(8);
    await clock.advance(0);
    await expect(client.get(WIDGET, { namespace: 'default', name: 'b' })).rejects.toSatisfy(isNotFound);
  });

  test('does not go back to an older one of two writes whose answers crossed', async () => {
    await start();
    answer = aWidget('a', 8);
    await client.patch(WIDGET, key, patch);
    answer = aWidget('a', 7);
    await client.patch(WIDGET, key, patch);
    expect(await versionRead()).toBe('8');
  });

  test('keeps nothing of a write that the watch had brought before it was answered', async () => {
    await start();
    api.watching.send('MODIFIED', aWidget('a', 7, { size: 1 }));
    await clock.advance(0);
    answer = aWidget('a', 7, { size: 2 });
    await client.patch(WIDGET, key, patch);
    expect((await client.get(WIDGET, key)).spec?.size).toBe(1);
  });

  test.each([
    { what: 'a dry run', write: async () => await client.patch(WIDGET, key, patch, { dryRun: true }) },
    {
      what: 'a write to another subresource',
      write: async () => await client.subresource('scale').patch(WIDGET, key, patch),
    },
  ])('does not take the answer of $what for the object', async ({ write }) => {
    await start();
    answer = aWidget('a', 7);
    await write();
    expect(await versionRead()).toBe('3');
  });

  test('reads its own write as each view of the kind would hold it, until each has caught up', async () => {
    const sized = projectionOf(WIDGET, ({ spec }) => ({ size: spec?.size }));
    api.answerList(aList(5, [{ ...aWidget('a', 3), size: 0 } as Stored<Widget>]));
    await start();
    cache.informerFor(sized);
    await clock.advance(0);
    const [whole, projected] = api.watches;
    answer = aWidget('a', 7, { size: 7 });
    await client.patch(WIDGET, key, patch);
    expect((await client.get(sized, key)).size).toBe(7);
    whole?.send('MODIFIED', aWidget('a', 7, { size: 7 }));
    await clock.advance(0);
    expect((await client.get(WIDGET, key)).spec?.size).toBe(7);
    expect((await client.get(sized, key)).size).toBe(7);
    projected?.bookmark(8);
    await clock.advance(0);
    expect((await client.get(sized, key)).size).toBe(0);
  });

  test('asks the server for an object of which it has written the metadata alone', async () => {
    await start();
    answer = asSeen(partialObjectMetadata(WIDGET), aWidget('a', 7));
    await client.patch(partialObjectMetadata(WIDGET), key, patch);
    answer = aWidget('a', 7, { size: 7 });
    expect((await client.get(WIDGET, key)).spec?.size).toBe(7);
    expect(calls).toEqual(['patch', 'get']);
  });

  test('reads its own write also where the list began before it', async () => {
    api = new FakeApi();
    await start();
    answer = aWidget('a', 7);
    await client.patch(WIDGET, key, patch);
    const read = versionRead();
    api.finishList(aList(5, [aWidget('a', 3)]));
    await clock.advance(0);
    expect(await read).toBe('7');
  });

  test('does not take a write that failed for done', async () => {
    await start();
    answer = new ApiError({ code: 409 });
    await client.patch(WIDGET, key, patch).catch(() => undefined);
    expect(await versionRead()).toBe('3');
  });

  test('asks the server after a deletion, until the cache knows of it', async () => {
    await start();
    await client.delete(WIDGET, key);
    answer = new ApiError({ code: 404 });
    await expect(client.get(WIDGET, key)).rejects.toSatisfy(isNotFound);
    expect(calls).toEqual(['delete', 'get']);
    api.watching.send('DELETED', aWidget('a', 7));
    await clock.advance(0);
    await expect(client.get(WIDGET, key)).rejects.toSatisfy(isNotFound);
    expect(calls).toEqual(['delete', 'get']);
  });

  test('asks the server for what it deleted with many others, until the watch tells', async () => {
    await start();
    await client.deleteAllOf(WIDGET, { namespace: 'default' });
    answer = new ApiError({ code: 404, reason: 'NotFound' });
    await expect(client.get(WIDGET, key)).rejects.toSatisfy(isNotFound);
    expect(calls).toEqual(['deleteAllOf', 'get']);
  });

  test('goes on reading from the cache after a dry run of deleting all, and what was not among them', async () => {
    await start();
    await client.deleteAllOf(WIDGET, { namespace: 'default', dryRun: true });
    await client.deleteAllOf(WIDGET, { namespace: 'other' });
    await client.deleteAllOf(WIDGET, { namespace: 'default', labelSelector: 'no=such' });
    expect(await versionRead()).toBe('3');
    expect(calls).toEqual(['deleteAllOf', 'deleteAllOf', 'deleteAllOf']);
  });

  test('knows that an object is gone whose last finalizer it took off, though the answer has no newer version', async () => {
    await start();
    const going = aWidget('a', 6);
    const metadata = { ...going.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 };
    api.watching.send('MODIFIED', { ...going, metadata: { ...metadata, finalizers: ['a/b'] } });
    await clock.advance(0);
    expect(await versionRead()).toBe('6');
    answer = { ...going, metadata };
    await client.patch(WIDGET, key, patch);
    await expect(client.get(WIDGET, key)).rejects.toSatisfy(isNotFound);
    await expect(client.get(WIDGET, key)).rejects.toSatisfy(isNotFound);
    // Somebody made another of the same name.
    api.watching.send('DELETED', aWidget('a', 7));
    api.watching.send('ADDED', aWidget('a', 8, { uid: 'another' }));
    await clock.advance(0);
    expect(await versionRead()).toBe('8');
    expect(calls).toEqual(['patch']);
  });

  test('does not take an object for gone that has time left', async () => {
    await start();
    const written = aWidget('a', 7);
    const metadata = { ...written.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 30 };
    answer = { ...written, metadata };
    await client.patch(WIDGET, key, patch);
    expect(await versionRead()).toBe('7');
  });

  test('holds what it wrote in the form of the cache, and gives its caller the whole answer', async () => {
    await start({ freeze: true });
    const written = aWidget('a', 7);
    answer = { ...written, metadata: { ...written.metadata, managedFields: [{ manager: 'me' }] } };
    const answered = await client.patch(WIDGET, key, patch);
    expect(answered.metadata.managedFields).toBeDefined();
    expect(Object.isFrozen(answered.metadata)).toBe(false);
    const read = await client.get(WIDGET, key);
    expect(read).toEqual(written);
    expect(Object.isFrozen(read.metadata)).toBe(true);
  });

  test('does not show what the cache’s selector leaves out', async () => {
    await start({ byKind: new Map([[WIDGET, { labelSelector: 'app=web' }]]) });
    answer = aWidget('c', 7);
    await client.create(WIDGET, aWidget('c', 7));
    await expect(client.get(WIDGET, { namespace: 'default', name: 'c' })).rejects.toSatisfy(isNotFound);
  });

  test('reads kinds that are not cached from the server', async () => {
    await start({}, [WIDGET]);
    answer = aWidget('a', 9);
    expect(await versionRead()).toBe('9');
    await client.patch(WIDGET, key, patch);
    answer = aWidget('a', 10);
    expect(await versionRead()).toBe('10');
  });
});

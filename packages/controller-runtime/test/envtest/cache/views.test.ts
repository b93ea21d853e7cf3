import { partialObjectMetadata, projectionOf, unstructured } from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { createCache, type Cache, type CacheOptions } from '@kubewright/controller-runtime/cache';
import {
  createClient,
  createDelegatingClient,
  loadConfig,
  mergePatch,
  type LiveClient,
} from '@kubewright/controller-runtime/client';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';

const env = testEnvironment({});
let live: LiveClient;
let stop: AbortController;
let running: Promise<void>;
beforeEach(async () => {
  live = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  stop = new AbortController();
  running = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await running;
  await live.close();
});

function start(options: Partial<CacheOptions> = {}): Cache {
  const cache = createCache({ client: live, namespaces: [env.namespace], freeze: true, ...options });
  running = cache.start(stop.signal);
  return cache;
}
const keyOf = (name: string): { readonly namespace: string; readonly name: string } => ({
  namespace: env.namespace,
  name,
});

describe.each([{ watchList: true }, { watchList: false }])('on a real API server, a cache ($watchList)', (how) => {
  const suffix = how.watchList ? 'stream' : 'pages';

  test('holds metadata alone, keeps it up to date, and reads its own patches', async () => {
    const name = `metadata-${suffix}`;
    const kind = partialObjectMetadata(ConfigMap);
    await live.create(ConfigMap, { metadata: { ...keyOf(name), labels: { a: '1' } }, data: { long: 'text' } });
    const client = createDelegatingClient({ cache: start(how), live });
    const read = await client.get(kind, keyOf(name));
    expect(read).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { a: '1' } } });
    expect(read).not.toHaveProperty('data');
    await client.patch(kind, keyOf(name), mergePatch({ metadata: { labels: { a: '2' } } }));
    expect((await client.get(kind, keyOf(name))).metadata.labels).toEqual({ a: '2' });
    await live.patch(ConfigMap, keyOf(name), mergePatch({ metadata: { labels: { a: '3' } } }));
    await eventually(async () => {
      expect((await client.get(kind, keyOf(name))).metadata.labels).toEqual({ a: '3' });
    });
  });

  test('holds a projection, and reads as it what was written to the whole', async () => {
    const name = `projected-${suffix}`;
    const keys = projectionOf(ConfigMap, ({ data = {} }) => ({ keys: Object.keys(data) }));
    await live.create(ConfigMap, { metadata: keyOf(name), data: { a: '1' } });
    const client = createDelegatingClient({ cache: start(how), live });
    const read = await client.get(keys, keyOf(name));
    expectTypeOf(read.keys).toEqualTypeOf<string[]>();
    expect(read.keys).toEqual(['a']);
    await client.patch(ConfigMap, keyOf(name), mergePatch({ data: { b: '2' } }));
    expect((await client.get(keys, keyOf(name))).keys).toEqual(['a', 'b']);
    await live.patch(ConfigMap, keyOf(name), mergePatch({ data: { a: null } }));
    await eventually(async () => {
      expect((await client.get(keys, keyOf(name))).keys).toEqual(['b']);
    });
  });

  test('holds kinds without a type', async () => {
    const name = `untyped-${suffix}`;
    const kind = unstructured({ apiVersion: 'v1', kind: 'ConfigMap' });
    const cache = start(how);
    const seen: string[] = [];
    cache.informerFor(kind).addListener(({ type, object }) => {
      if (object.metadata.name === name) seen.push(`${type} ${JSON.stringify(object['data'])}`);
    });
    await cache.waitForSync({ signal: stop.signal });
    const client = createDelegatingClient({ cache, live });
    await client.create(kind, { metadata: keyOf(name), data: { a: '1' } });
    expect(await client.get(kind, keyOf(name))).toMatchObject({ data: { a: '1' } });
    await eventually(() => {
      expect(seen).toEqual(['create {"a":"1"}']);
    });
  });

  test('is complete, however many objects there are and whatever happens meanwhile', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `many-${suffix}-${index}`);
    await Promise.all(names.slice(0, 50).map(async (name) => await live.create(ConfigMap, { metadata: keyOf(name) })));
    const calls = { list: 0, stream: 0 };
    const client: Pick<LiveClient, 'list' | 'watch'> = {
      list: async (kind, options) => (calls.list++, await live.list(kind, options)),
      watch: (kind, options) => {
        if (options?.sendInitialEvents === true) calls.stream++;
        return live.watch(kind, options);
      },
    };
    const cache = start({ ...how, client, timing: { pageSize: 10 } });
    const synced = cache.list(ConfigMap);
    await Promise.all(names.slice(50).map(async (name) => await live.create(ConfigMap, { metadata: keyOf(name) })));
    await Promise.all(names.slice(0, 10).map(async (name) => await live.delete(ConfigMap, keyOf(name))));
    await synced;
    await eventually(async () => {
      const { items } = await cache.list(ConfigMap);
      const held = items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(`many-${suffix}`));
      expect(held.toSorted()).toEqual(names.slice(10).toSorted());
    });
    expect(how.watchList ? calls.stream : calls.list).toBeGreaterThan(0);
    expect(how.watchList ? calls.list : calls.stream).toBe(0);
  });
});

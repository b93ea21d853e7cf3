import { isForbidden } from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { createCache, type Cache } from '@kubewright/controller-runtime/cache';
import { createClient, loadConfig, mergePatch, type LiveClient } from '@kubewright/controller-runtime/client';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GADGET } from '../kinds.ts';

const env = testEnvironment({ namespaces: 3 });
let client: LiveClient;
let stop: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  stop = new AbortController();
  running = Promise.resolve();
});
afterEach(async () => {
  stop.abort();
  await running;
  await client.close();
});

async function start(cache: Cache): Promise<Cache> {
  running = cache.start(stop.signal);
  await cache.waitForSync({ signal: stop.signal });
  return cache;
}
const create = async (name: string, namespace: string, over: Partial<ConfigMap> = {}): Promise<unknown> =>
  await client.create(ConfigMap, { ...over, metadata: { name, namespace, ...over.metadata } });

describe('on a real API server, a cache', () => {
  test('holds what is there, by pages, and follows what happens, without managedFields', async () => {
    const [namespace = ''] = env.namespaces;
    for (let i = 0; i < 5; i++) await create(`before-${i}`, namespace);
    const cache = createCache({
      client,
      namespaces: [namespace],
      freeze: true,
      watchList: false,
      timing: { pageSize: 2 },
    });
    const seen: string[] = [];
    cache.informerFor(ConfigMap).addListener((event) => {
      if (event.object.metadata.name === 'later') seen.push(event.type);
    });
    await start(cache);
    expect((await cache.list(ConfigMap, { namespace })).items.map(({ metadata }) => metadata.name)).toEqual([
      'before-0',
      'before-1',
      'before-2',
      'before-3',
      'before-4',
    ]);
    await create('later', namespace);
    await client.patch(ConfigMap, { namespace, name: 'later' }, mergePatch({ data: { a: '1' } }));
    await client.delete(ConfigMap, { namespace, name: 'later' });
    await eventually(() => {
      expect(seen).toEqual(['create', 'update', 'delete']);
    });
    const [first] = (await cache.list(ConfigMap, { namespace })).items;
    expect(first).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
    expect(first?.metadata.managedFields).toBeUndefined();
  });

  test('keeps to its namespaces and its selector, and sees an object that leaves the selection as deleted', async () => {
    const [, one = '', two = ''] = env.namespaces;
    const byKind = new Map([[ConfigMap, { labelSelector: 'app=web' }]]);
    const cache = createCache({ client, namespaces: [one, two], byKind });
    cache.informerFor(ConfigMap);
    await start(cache);
    const labels = { app: 'web' };
    await create('a', one, { metadata: { name: 'a', namespace: one, labels } });
    await create('b', two, { metadata: { name: 'b', namespace: two, labels } });
    await create('c', two);
    await create('d', env.namespace, { metadata: { name: 'd', namespace: env.namespace, labels } });
    const names = async (): Promise<string[]> =>
      (await cache.list(ConfigMap)).items.map(({ metadata }) => metadata.name);
    await eventually(async () => {
      expect(await names()).toEqual(['a', 'b']);
    });
    await client.patch(ConfigMap, { namespace: one, name: 'a' }, mergePatch({ metadata: { labels: { app: 'api' } } }));
    await eventually(async () => {
      expect(await names()).toEqual(['b']);
    });
  });

  test('goes on after the server has ended its watch, without listing again', async () => {
    const [namespace = ''] = env.namespaces;
    const calls = { list: 0, watch: 0 };
    const shortLived: Pick<LiveClient, 'list' | 'watch'> = {
      list: async (kind, options) => (calls.list++, await client.list(kind, options)),
      watch: (kind, options) => {
        calls.watch++;
        if (options?.sendInitialEvents === true) calls.list++;
        return client.watch(kind, { ...options, timeoutSeconds: 1 });
      },
    };
    const cache = createCache({ client: shortLived, namespaces: [namespace] });
    const informer = cache.informerFor(ConfigMap);
    await start(cache);
    for (const [index, name] of ['w-1', 'w-2', 'w-3'].entries()) {
      await eventually(() => calls.watch > index);
      await create(name, namespace);
      await eventually(async () => {
        expect((await cache.get(ConfigMap, { namespace, name })).metadata.name).toBe(name);
      });
    }
    expect(calls.list).toBe(1);
    expect(informer.lastError()).toBeUndefined();
  });

  test('says which kind is not served, and which may not be read', async () => {
    const config = await loadConfig({ kubeconfig: env.kubeconfigPath });
    await using jane = createClient({ ...config, impersonate: { user: 'jane', groups: [], extra: {} } });
    const cache = createCache({ client: jane });
    const informer = cache.informerFor(ConfigMap);
    running = cache.start(stop.signal);
    await expect(cache.waitForSync({ signal: stop.signal, timeoutMs: 300 })).rejects.toThrow(
      'ConfigMap (v1): no permission; grant list and watch on configmaps',
    );
    expect(isForbidden(informer.lastError())).toBe(true);
    await cache.removeInformer(ConfigMap);
    stop.abort();
    await running;

    stop = new AbortController();
    const other = createCache({ client });
    other.informerFor(GADGET);
    running = other.start(stop.signal);
    await expect(other.waitForSync({ signal: stop.signal, timeoutMs: 300 })).rejects.toThrow(
      'install its CustomResourceDefinition',
    );
  });
});

import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { createCache } from '@kubewright/controller-runtime/cache';
import { createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { expect, test } from 'vitest';

const env = testEnvironment({ ownControlPlane: { apiServerFlags: { 'feature-gates': 'WatchList=false' } } });

test('a cache lists by pages from an API server that knows no lists as streams', async () => {
  const { namespace } = env;
  const client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  const stop = new AbortController();
  await client.create(ConfigMap, { metadata: { namespace, name: 'a' } });
  const refused = client
    .watch(ConfigMap, { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: true })
    .next();
  await expect(refused).rejects.toMatchObject({ code: 422, reason: 'Invalid' });
  const cache = createCache({ client, namespaces: [namespace] });
  const informer = cache.informerFor(ConfigMap);
  const running = cache.start(stop.signal);
  try {
    expect((await cache.get(ConfigMap, { namespace, name: 'a' })).metadata.name).toBe('a');
    expect(informer.lastError()).toBeUndefined();
  } finally {
    stop.abort();
    await running;
    await client.destroy();
  }
});

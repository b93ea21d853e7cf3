import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { createCache } from '@kubewright/controller-runtime/cache';
import { createClient, loadConfig, mergePatch } from '@kubewright/controller-runtime/client';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { expect, test } from 'vitest';

const env = testEnvironment({
  ownControlPlane: { etcdFlags: { 'auto-compaction-mode': 'revision', 'auto-compaction-retention': '1' } },
});

test('a cache outlives its API server, and catches up when it is back', { timeout: 60_000 }, async () => {
  const { namespace } = env;
  const client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  const cache = createCache({ client, namespaces: [namespace] });
  const informer = cache.informerFor(ConfigMap);
  const seen: string[] = [];
  informer.addListener(({ type, object }) => {
    if (object.metadata.name !== 'kube-root-ca.crt') seen.push(`${type} ${object.metadata.name}`);
  });
  const stop = new AbortController();
  const running = cache.start(stop.signal);
  try {
    await cache.waitForSync({ signal: stop.signal });
    await client.create(ConfigMap, { metadata: { name: 'a', namespace } });
    await eventually(() => {
      expect(seen).toEqual(['create a']);
    });

    await env.controlPlane.stopApiServer('SIGKILL');
    await eventually(() => {
      expect(informer.lastError()?.message).toContain('ECONN');
    });
    expect((await cache.get(ConfigMap, { namespace, name: 'a' })).metadata.name).toBe('a');

    await env.controlPlane.startApiServer();
    // A server that was just started knows nothing of earlier versions: whoever watches from one must list again.
    const tooOld = client.watch(ConfigMap, { namespace, resourceVersion: '1' }).next();
    await expect(tooOld).rejects.toMatchObject({ code: 410, reason: 'Expired' });
    await client.patch(ConfigMap, { namespace, name: 'a' }, mergePatch({ data: { a: '1' } }));
    await client.create(ConfigMap, { metadata: { name: 'b', namespace } });
    await eventually(
      () => {
        expect(seen).toEqual(['create a', 'update a', 'create b']);
      },
      { timeoutMs: 30_000 },
    );
    expect(informer.lastError()).toBeUndefined();
  } finally {
    stop.abort();
    await running;
    await client.destroy();
  }
});

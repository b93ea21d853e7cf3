import { isInvalid } from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { describe, expect, test } from 'vitest';
import { addFinalizerPatch, createClient, loadConfig, removeFinalizerPatch } from '../../../src/index.ts';

const env = testEnvironment({ namespaces: 1 });
const OURS = 'example.com/ours';

const newClient = async () => createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
const anObject = (name: string, finalizers?: readonly string[]): ConfigMap => ({
  metadata: { namespace: env.namespace, name, ...(finalizers && { finalizers }) },
});

describe('finalizer patches on the API server', () => {
  test('add and remove ours, and leave the others alone', async () => {
    await using client = await newClient();
    for (const [name, others] of [
      ['alone', []],
      ['shared', ['x.com/a', 'x.com/b']],
    ] as const) {
      const key = { namespace: env.namespace, name };
      const made = await client.create(ConfigMap, anObject(name, others));
      const added = await client.patch(ConfigMap, key, addFinalizerPatch(made, OURS)!);
      expect(added.metadata.finalizers).toEqual([...others, OURS]);
      const removed = await client.patch(ConfigMap, key, removeFinalizerPatch(added, OURS)!);
      expect(removed.metadata.finalizers ?? []).toEqual(others);
    }
  });

  test('change nothing when the object is another one, or has changed', async () => {
    await using client = await newClient();
    const key = { namespace: env.namespace, name: 'changed' };
    const made = await client.create(ConfigMap, anObject('changed'));
    await client.update(ConfigMap, { ...made, data: { n: '1' } });
    const late = client.patch(ConfigMap, key, addFinalizerPatch(made, OURS)!);
    await expect(late).rejects.toSatisfy(isInvalid);
    await client.delete(ConfigMap, key);
    const again = await client.create(ConfigMap, anObject('changed'));
    const stale = { ...again, metadata: { ...again.metadata, uid: made.metadata.uid } };
    await expect(client.patch(ConfigMap, key, addFinalizerPatch(stale, OURS)!)).rejects.toSatisfy(isInvalid);
    expect((await client.get(ConfigMap, key)).metadata.finalizers).toBeUndefined();
  });
});

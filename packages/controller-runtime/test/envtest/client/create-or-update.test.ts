import { isConflict, setControllerReference } from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import {
  createClient,
  createOrPatch,
  createOrUpdate,
  loadConfig,
  mergePatch,
  mergePatchFrom,
  type LiveClient,
  type Operation,
} from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POSTGRES_WRITER } from '../kinds.ts';

const env = testEnvironment({});
let client: LiveClient;
beforeAll(async () => {
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
});
afterAll(async () => {
  await client.close();
});
const keyOf = (name: string): { readonly namespace: string; readonly name: string } => ({
  namespace: env.namespace,
  name,
});

test('an owned object is created, left alone and updated', async () => {
  const owner = await client.create(ConfigMap, { metadata: keyOf('owner') });
  const ensure = async (value: string): Promise<Operation<ConfigMap>> =>
    await createOrUpdate(client, ConfigMap, keyOf('owned'), (current) =>
      setControllerReference(owner, { ...current, data: { value } }),
    );
  const created = await ensure('1');
  expect(created.result).toBe('created');
  const again = await ensure('1');
  expect([again.result, again.object.metadata.resourceVersion]).toEqual([
    'unchanged',
    created.object.metadata.resourceVersion,
  ]);
  const updated = await ensure('2');
  expect([updated.result, updated.object.data]).toEqual(['updated', { value: '2' }]);
  expect(updated.object.metadata.ownerReferences).toMatchObject([
    { kind: 'ConfigMap', name: 'owner', controller: true },
  ]);
});

test('an object and its status are patched, and what others wrote stays', async () => {
  const spec = { table: 'students', name: 'alex', age: 23, country: 'canada' };
  const ensure = async (age: number, observedGeneration: number): Promise<string> => {
    const { result } = await createOrPatch(client, POSTGRES_WRITER, keyOf('patched'), (current) => ({
      ...current,
      // What the server has set to its default stays.
      spec: { ...current.spec, ...spec, age },
      status: { observedGeneration },
    }));
    return result;
  };
  expect(await ensure(23, 0)).toBe('created');
  await client.patch(POSTGRES_WRITER, keyOf('patched'), mergePatch({ metadata: { labels: { by: 'others' } } }));
  expect(await ensure(23, 1)).toBe('updatedStatusOnly');
  expect(await ensure(24, 2)).toBe('updatedStatus');
  expect(await ensure(25, 2)).toBe('updated');
  expect(await ensure(25, 2)).toBe('unchanged');
  expect(await client.get(POSTGRES_WRITER, keyOf('patched'))).toMatchObject({
    metadata: { labels: { by: 'others' } },
    spec: { age: 25 },
    status: { observedGeneration: 2 },
  });
});

test('a patch that names its version is refused for another one', async () => {
  const before = await client.create(ConfigMap, { metadata: keyOf('locked'), data: { a: '1' } });
  const lock = mergePatchFrom(before, { ...before, data: { a: '2' } }, { optimisticLock: true });
  expect(await client.patch(ConfigMap, keyOf('locked'), lock!)).toMatchObject({ data: { a: '2' } });
  await expect(client.patch(ConfigMap, keyOf('locked'), lock!)).rejects.toSatisfy(isConflict);
});

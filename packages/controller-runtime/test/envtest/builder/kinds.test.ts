import {
  partialObjectMetadata,
  projectionOf,
  setControllerReference,
  unstructured,
  type Stored,
  type Unstructured,
} from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { createClient, loadConfig, mergePatch } from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { expect, expectTypeOf, test } from 'vitest';
import { controllerManagedBy, createOrUpdate, done, enqueueMapped } from '../../../src/index.ts';
import { eventually } from '../../../src/testing/index.ts';
import { makeManager, run } from '../manager/support.ts';

const env = testEnvironment({});
const keyOf = (name: string): { readonly namespace: string; readonly name: string } => ({
  namespace: env.namespace,
  name,
});

test('a controller is for a kind without a type, owns metadata alone and watches a projection', async () => {
  await using client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  const account = unstructured({ apiVersion: 'v1', kind: 'ServiceAccount' });
  const colours = projectionOf(ConfigMap, ({ data }) => ({ colour: data?.['colour'] }));
  // Whole ConfigMaps are read live: a cache of them would know nothing of an event that came as metadata.
  const cache = { namespaces: [env.namespace], freeze: true, uncached: [ConfigMap] };
  const manager = await makeManager(env, { cache });
  const reconciled: string[] = [];
  await controllerManagedBy(manager)
    .for(account)
    .owns(partialObjectMetadata(ConfigMap))
    .watches(
      colours,
      enqueueMapped(({ colour }) => {
        expectTypeOf(colour).toEqualTypeOf<string | undefined>();
        return colour === undefined ? [] : [keyOf(colour)];
      }),
    )
    .completeWithObject(async (object, { signal }) => {
      expectTypeOf(object).toEqualTypeOf<Stored<Unstructured>>();
      const { name } = object.metadata;
      if (name === 'default') return done;
      const { result } = await createOrUpdate(
        manager.client,
        ConfigMap,
        keyOf(name),
        (current) => setControllerReference(object, { ...current, data: { of: name } }),
        { signal },
      );
      reconciled.push(`${name} ${result}`);
      return done;
    });
  await using _running = run(manager);

  await client.create(account, { metadata: keyOf('robot') });
  await eventually(() => reconciled.includes('robot created'));
  // What is owned is seen by its metadata, and put right.
  await client.patch(ConfigMap, keyOf('robot'), mergePatch({ data: { of: 'somebody' } }));
  await eventually(() => reconciled.includes('robot updated'));
  expect((await client.get(ConfigMap, keyOf('robot'))).data).toEqual({ of: 'robot' });
  // What is watched as a projection names what it is about.
  await eventually(() => reconciled.at(-1) === 'robot unchanged');
  const before = reconciled.length;
  await client.create(ConfigMap, { metadata: keyOf('paint'), data: { colour: 'robot' } });
  await eventually(() => reconciled.length > before && reconciled.at(-1) === 'robot unchanged');
  expect(await manager.restMapper.kindForResource({ resource: 'serviceaccounts' })).toMatchObject({ version: 'v1' });
});

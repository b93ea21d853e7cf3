import {
  isForbidden,
  isNotFound,
  partialObjectMetadata,
  projectionOf,
  unstructured,
  type Unstructured,
} from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import {
  createClient,
  loadConfig,
  mergePatch,
  NoKindMatchError,
  scaleOf,
  withFieldValidation,
  type LiveClient,
} from '@kubewright/controller-runtime/client';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IdentityProvider } from '../../../src/client/config/index.ts';
import { fetchServedKinds } from '../../../src/client/restmapper/index.ts';
import { Transport } from '../../../src/client/transport/index.ts';
import { systemClock } from '../../../src/internal/clock/clock.ts';

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

const DEPLOYMENT = unstructured({ apiVersion: 'apps/v1', kind: 'Deployment' });
const CRD = unstructured({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  scope: 'Cluster',
});
const GOOSE = unstructured({ apiVersion: 'birds.example.com/v1', kind: 'Goose' });

const deployment = (name: string): Unstructured => ({
  metadata: keyOf(name),
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
});

describe('on a real API server, a kind without a type', () => {
  test('is created, read, listed, changed, watched and deleted', async () => {
    const created = await client.create(DEPLOYMENT, deployment('untyped'));
    expect(await client.get(DEPLOYMENT, keyOf('untyped'))).toEqual(created);
    expect((await client.list(DEPLOYMENT, { namespace: env.namespace })).items).toEqual([created]);
    const stop = new AbortController();
    const lines = client.watch(DEPLOYMENT, {
      namespace: env.namespace,
      resourceVersion: created.metadata.resourceVersion,
      signal: stop.signal,
    });
    const patched = await client.patch(DEPLOYMENT, keyOf('untyped'), mergePatch({ spec: { replicas: 3 } }));
    expect((await lines.next()).value).toEqual({ type: 'MODIFIED', object: patched });
    stop.abort();
    await client.delete(DEPLOYMENT, keyOf('untyped'));
    await expect(client.get(DEPLOYMENT, keyOf('untyped'))).rejects.toSatisfy(isNotFound);
  });

  test('is found as soon as its CustomResourceDefinition is installed, whatever its plural', async () => {
    await expect(client.get(GOOSE, keyOf('a'))).rejects.toThrow(NoKindMatchError);
    await client.create(CRD, {
      metadata: { name: 'geese.birds.example.com' },
      spec: {
        group: 'birds.example.com',
        scope: 'Namespaced',
        names: { plural: 'geese', singular: 'goose', kind: 'Goose', listKind: 'GooseList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    try {
      // The server accepts a definition before it serves it.
      await eventually(async () => {
        expect(await client.create(GOOSE, { metadata: keyOf('a'), colour: 'grey' })).toMatchObject({ colour: 'grey' });
      });
      expect(await client.restMapper.kindForResource({ resource: 'geese' })).toMatchObject({
        group: 'birds.example.com',
        kind: 'Goose',
        scope: 'Namespaced',
      });
    } finally {
      await client.delete(CRD, { name: 'geese.birds.example.com' });
    }
  });

  test('has the scope that the server says, and is refused if it says another', async () => {
    const { uid } = await client
      .get(unstructured({ apiVersion: 'v1', kind: 'Namespace' }), { name: env.namespace })
      .then(({ metadata }) => metadata);
    expect(uid).not.toBe('');
    const wrong = unstructured({ apiVersion: 'v1', kind: 'Node', scope: 'Namespaced' });
    await expect(client.get(wrong, { name: 'a' })).rejects.toThrow('is cluster-scoped');
  });

  test('is found in the same way where discovery is not aggregated', async () => {
    const config = await loadConfig({ kubeconfig: env.kubeconfigPath });
    const transport = new Transport(config, {
      clock: systemClock,
      identity: new IdentityProvider(config, { clock: systemClock }),
      userAgent: 'test',
      observer: undefined,
      onWarning: () => undefined,
    });
    try {
      const aggregated = await fetchServedKinds(transport);
      const plain = await fetchServedKinds({
        call: async ({ accept: _, ...request }) => await transport.call(request),
      });
      // Other tests install and remove kinds of their own, also between the two readings and within the second.
      const isBuiltIn = (group: string): boolean => !group.endsWith('.com');
      const sorted = ({ kinds }: typeof plain): readonly string[] =>
        kinds
          .filter(({ group }) => isBuiltIn(group))
          .map((kind) => JSON.stringify({ ...kind, subresources: kind.subresources.toSorted() }))
          .toSorted();
      expect(sorted(plain)).toEqual(sorted(aggregated));
      const failed = [...plain.failed.keys(), ...aggregated.failed.keys()];
      expect(failed.filter((version) => isBuiltIn(version.replace(/\/.*/, '')))).toEqual([]);
    } finally {
      await transport.destroy();
    }
  });
});

describe('on a real API server, a part of an object', () => {
  test('is metadata alone, when that is asked for: read, listed, watched and patched', async () => {
    const kind = partialObjectMetadata(ConfigMap);
    const created = await client.create(ConfigMap, { metadata: keyOf('part'), data: { a: '1' } });
    const read = await client.get(kind, keyOf('part'));
    expect(read).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: created.metadata });
    expect(read).not.toHaveProperty('data');
    const { items } = await client.list(kind, { namespace: env.namespace, fieldSelector: 'metadata.name=part' });
    expect(items).toEqual([read]);
    const stop = new AbortController();
    const { resourceVersion } = created.metadata;
    const lines = client.watch(kind, { namespace: env.namespace, resourceVersion, signal: stop.signal });
    const patched = await client.patch(kind, keyOf('part'), mergePatch({ metadata: { labels: { a: 'b' } } }));
    expect(patched.metadata.labels).toEqual({ a: 'b' });
    expect(patched).not.toHaveProperty('data');
    expect((await lines.next()).value).toEqual({ type: 'MODIFIED', object: patched });
    stop.abort();
    expect((await client.get(ConfigMap, keyOf('part'))).data).toEqual({ a: '1' });
  });

  test('is a projection, when that is asked for', async () => {
    const keys = projectionOf(ConfigMap, ({ data = {} }) => ({ keys: Object.keys(data) }));
    await client.create(ConfigMap, { metadata: keyOf('projected'), data: { a: '1', b: '2' } });
    const read = await client.get(keys, keyOf('projected'));
    expect(read.keys).toEqual(['a', 'b']);
    expect(read).not.toHaveProperty('data');
    expect(read.metadata.managedFields).toBeUndefined();
  });
});

describe('on a real API server, a write', () => {
  test('of a scale changes how many there are', async () => {
    await client.create(DEPLOYMENT, deployment('scaled'));
    const scales = scaleOf(client, DEPLOYMENT);
    const scale = await scales.get(keyOf('scaled'));
    expect(scale).toMatchObject({ apiVersion: 'autoscaling/v1', kind: 'Scale', spec: { replicas: 2 } });
    await scales.update({ ...scale, spec: { replicas: 5 } });
    const patched = await scales.patch(keyOf('scaled'), mergePatch({ spec: { replicas: 7 } }));
    expect(patched.spec?.replicas).toBe(7);
    expect(await client.get(DEPLOYMENT, keyOf('scaled'))).toMatchObject({ spec: { replicas: 7 } });
  });

  test('of a body of its own is answered with what came of it', async () => {
    const account = unstructured({ apiVersion: 'v1', kind: 'ServiceAccount' });
    await client.create(account, { metadata: keyOf('robot') });
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: { expirationSeconds: 600 },
      status: { token: '' },
    };
    const { status } = await client.subresource('token').create(account, keyOf('robot'), request);
    expect(status.token).not.toBe('');
    const config = await loadConfig({ kubeconfig: env.kubeconfigPath });
    await using robot = createClient({
      ...config,
      tls: { ...(config.tls.ca && { ca: config.tls.ca }), insecureSkipVerify: false },
      auth: { kind: 'token', token: status.token },
    });
    await expect(robot.get(ConfigMap, keyOf('any'))).rejects.toSatisfy(isForbidden);
  });

  test('with strict validation says which fields are unknown', async () => {
    const strict = withFieldValidation(client, 'Strict');
    const typo = { metadata: keyOf('typo'), dta: { a: '1' } };
    await expect(strict.create(unstructured({ apiVersion: 'v1', kind: 'ConfigMap' }), typo)).rejects.toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message: expect.stringContaining('unknown field "dta"') as string,
    });
  });
});

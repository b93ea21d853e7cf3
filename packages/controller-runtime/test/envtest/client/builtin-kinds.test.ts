import { apiVersionOf, parseApiVersion, type Kind } from '@kubewright/apimachinery';
import { ConfigMap, Namespace, Pod, ServiceAccount } from '@kubewright/apimachinery/core/v1';
import type { TokenRequest } from '@kubewright/apimachinery/authentication/v1';
import { addToScheme } from '@kubewright/apimachinery/kinds';
import { createClient, loadConfig, type LiveClient } from '@kubewright/controller-runtime/client';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const env = testEnvironment();
let client: LiveClient;
beforeAll(async () => {
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
});
afterAll(async () => {
  await client.close();
});

const kinds: Kind[] = [];
addToScheme({ register: (...more) => kinds.push(...more) });

/** What the server serves of its own: no group of a custom resource is named so. */
async function servedVersions(): Promise<readonly string[]> {
  const { stdout } = await env.kubectl('get', '--raw', '/apis');
  const { groups } = JSON.parse(stdout) as {
    readonly groups: readonly {
      readonly name: string;
      readonly versions: readonly { readonly groupVersion: string }[];
    }[];
  };
  const own = groups.filter(({ name }) => !name.includes('.') || name.endsWith('.k8s.io'));
  return ['v1', ...own.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion))];
}

describe('the built-in kinds of apimachinery', () => {
  test('say what the API server says: group, version, plural, singular, scope, subresources', async () => {
    expect(kinds.length).toBeGreaterThan(60);
    const served = await Promise.all(kinds.map((kind) => client.restMapper.kindFor(kind)));
    const sorted = (kind: Kind) => ({ ...kind, subresources: kind.subresources.toSorted() });
    expect(kinds.map(sorted)).toEqual(served.map(sorted));
  });

  test('are all that it serves', async () => {
    const resources = await Promise.all(
      (await servedVersions()).map(async (apiVersion) => {
        const list = await client.discovery.resources(parseApiVersion(apiVersion));
        return list.filter(({ name }) => !name.includes('/')).map(({ name }) => `${apiVersion} ${name}`);
      }),
    );
    expect(kinds.map((kind) => `${apiVersionOf(kind)} ${kind.plural}`).sort()).toEqual(resources.flat().sort());
  });

  test('are what a client reads and writes with', async () => {
    const { namespace } = env;
    await client.create(ConfigMap, { metadata: { namespace, name: 'typed' }, data: { a: 'b' } });
    expect((await client.get(ConfigMap, { namespace, name: 'typed' })).data).toEqual({ a: 'b' });
    expect((await client.get(Namespace, { name: namespace })).status?.phase).toBe('Active');
    const spec = { containers: [{ name: 'main', image: 'none' }] };
    const pod = await client.create(Pod, { metadata: { namespace, name: 'typed' }, spec }, { dryRun: true });
    expect(pod.spec?.containers[0]?.imagePullPolicy).toBe('Always');
  });

  test('have types for what is posted to their subresources', async () => {
    const { namespace } = env;
    await client.create(ServiceAccount, { metadata: { namespace, name: 'robot' } });
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: { audiences: [] },
    };
    const { status } = await client
      .subresource('token')
      .create<TokenRequest>(ServiceAccount, { namespace, name: 'robot' }, request);
    expect(status?.token).toMatch(/^ey/);
  });
});

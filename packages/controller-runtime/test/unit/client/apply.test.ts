import { projectionOf, unstructured, type ApplyConfiguration } from '@kubewright/apimachinery';
import { Deployment } from '@kubewright/apimachinery/apps/v1';
import { ConfigMap, Namespace } from '@kubewright/apimachinery/core/v1';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { inNamespace, scaleOf, withFieldOwner, withFieldValidation, type Client } from '../../../src/client/index.ts';
import { interceptClient } from '../../../src/testing/index.ts';
import { fakeServer, json } from './fake-server.ts';

const server = fakeServer();
const settings = { metadata: { namespace: 'n', name: 'a' }, data: { color: 'red' } };
const sent = (): readonly unknown[] =>
  server.received.map(({ method, url, headers, body }) => [
    `${method} ${url}`,
    headers['content-type'],
    JSON.parse(body) as unknown,
  ]);
const named = { apiVersion: 'v1', kind: 'ConfigMap' };

describe('apply', () => {
  test('sends what is applied under its own name, with kind and version', async () => {
    server.answer(json({ ...named, ...settings }), json({ ...named, ...settings }));
    const client = server.client();
    const answer = await client.apply(ConfigMap, settings, { fieldManager: 'me', force: true, dryRun: true });
    expect(answer.data).toEqual({ color: 'red' });
    await client.status.apply(ConfigMap, { ...named, ...settings }, { fieldManager: 'me' });
    expect(sent()).toEqual([
      [
        'PATCH /api/v1/namespaces/n/configmaps/a?dryRun=All&fieldManager=me&force=true',
        'application/apply-patch+yaml',
        { ...named, ...settings },
      ],
      [
        'PATCH /api/v1/namespaces/n/configmaps/a/status?fieldManager=me',
        'application/apply-patch+yaml',
        { ...named, ...settings },
      ],
    ]);
  });

  test('is given the namespace, the field owner and the field validation by clients that wrap', async () => {
    server.answer(json({ ...named, ...settings }), json({ ...named, ...settings }));
    const client = withFieldValidation(withFieldOwner(inNamespace(server.client(), 'n'), 'me'), 'Strict');
    await client.apply(ConfigMap, { metadata: { name: 'a' } });
    await client.status.apply(ConfigMap, { metadata: { name: 'a' } }, { fieldManager: 'other' });
    const asked = ['configmaps/a?fieldManager=me', 'configmaps/a/status?fieldManager=other'];
    expect(sent()).toEqual(
      asked.map((path) => [
        `PATCH /api/v1/namespaces/n/${path}&fieldValidation=Strict`,
        'application/apply-patch+yaml',
        { ...named, metadata: { namespace: 'n', name: 'a' } },
      ]),
    );
  });

  test('of a subresource with a kind of its own says that one', async () => {
    const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: settings.metadata, spec: { replicas: 3 } };
    server.answer(json(scale));
    await scaleOf(server.client(), Deployment).apply(
      { metadata: scale.metadata, spec: scale.spec },
      { fieldManager: 'me' },
    );
    expect(sent()).toEqual([
      ['PATCH /apis/apps/v1/namespaces/n/deployments/a/scale?fieldManager=me', 'application/apply-patch+yaml', scale],
    ]);
  });

  type Refused = readonly [string, (client: Client) => Promise<unknown>, string];
  test.each<Refused>([
    [
      'of another kind',
      (client) => client.apply(ConfigMap, { ...settings, kind: 'Secret' }),
      'ConfigMap "n/a" is of v1, the configuration is of another kind: Secret, v1',
    ],
    [
      'of another version',
      (client) => client.status.apply(ConfigMap, { ...settings, apiVersion: 'v2' }),
      'ConfigMap "n/a" is of v1, the configuration is of another kind: ConfigMap, v2',
    ],
    [
      'without a name',
      (client) => client.apply(ConfigMap, { metadata: { namespace: 'n', name: '' } }),
      'name is missing',
    ],
    ['without a namespace', (client) => client.apply(ConfigMap, { metadata: { name: 'a' } }), 'namespace is missing'],
    [
      'with a namespace, of a kind without',
      (client) => client.apply(Namespace, settings),
      'Namespace is cluster-scoped and has no namespace, got "n"',
    ],
    [
      'for another namespace than the client’s',
      (client) => inNamespace(client, 'm').apply(ConfigMap, settings),
      'this client is for namespace "m", not for "n"',
    ],
    [
      'of a projection',
      (client) => client.apply(projectionOf(ConfigMap, ({ data }) => ({ data })) as never, settings),
      'a projection of ConfigMap cannot be patched',
    ],
  ])('refuses a configuration %s', async (_name, call, message) => {
    await expect(call(withFieldOwner(server.client(), 'me'))).rejects.toThrow(message);
    await expect(call(withFieldOwner(server.client(), 'me'))).rejects.toThrow(TypeError);
    expect(server.received).toEqual([]);
  });

  test('says that the field manager is missing before the server does', async () => {
    await expect(server.client().apply(ConfigMap, settings)).rejects.toThrow(
      'ConfigMap "n/a": apply needs a fieldManager: say one in its options, or wrap the client by withFieldOwner()',
    );
  });

  test('can be intercepted, on the object and on its subresources', async () => {
    const calls: unknown[] = [];
    const client = interceptClient(server.client(), {
      apply: (_client, kind, configuration): Promise<never> => {
        calls.push([kind.kind, configuration.metadata.name]);
        return Promise.reject(new Error('broken'));
      },
      subresourceApply: (_client, subresource, kind, configuration): Promise<never> => {
        calls.push([subresource, kind.kind, configuration.metadata.name]);
        return Promise.reject(new Error('broken'));
      },
    });
    await expect(client.apply(ConfigMap, settings, { fieldManager: 'me' })).rejects.toThrow('broken');
    await expect(client.status.apply(ConfigMap, settings, { fieldManager: 'me' })).rejects.toThrow('broken');
    expect(calls).toEqual([
      ['ConfigMap', 'a'],
      ['status', 'ConfigMap', 'a'],
    ]);
  });

  test('takes any part of a kind, and nothing else', () => {
    const client = server.client();
    const apply = (): unknown => [
      client.apply(Deployment, {
        metadata: { name: 'a' },
        spec: { template: { spec: { containers: [{ name: 'c', image: 'i' }] } } },
      }),
      // @ts-expect-error there is no such field
      client.apply(Deployment, { metadata: { name: 'a' }, spec: { replica: 3 } }),
      // @ts-expect-error the name is needed
      client.apply(Deployment, { metadata: {} }),
      // @ts-expect-error nobody applies what the server writes
      client.apply(Deployment, { metadata: { name: 'a', managedFields: [] } }),
      client.apply(unstructured({ apiVersion: 'x/v1', kind: 'X' }), { metadata: { name: 'a' }, spec: { any: 1 } }),
    ];
    expectTypeOf(apply).toBeFunction();
    type Written = ApplyConfiguration<'apps/v1', 'Deployment'> & { readonly spec?: { readonly replicas?: number } };
    expectTypeOf<Written>().toExtend<Parameters<typeof client.apply<Deployment>>[1]>();
  });
});

import type { KubernetesObject } from '@kubewright/apimachinery';
import { expect, test } from 'vitest';
import { inNamespace, mergePatch, scaleOf, withFieldOwner, type Scale } from '../../../src/client/index.ts';
import { WIDGET } from '../cache/fake-api.ts';
import { fakeServer, json } from './fake-server.ts';

const server = fakeServer();
const key = { namespace: 'n', name: 'a' };
const asked = (): string[] =>
  server.received.map(({ method, url }) => `${method} ${url.replace('/apis/demo.yash.com/v1', '')}`);

const scale: Scale = { metadata: { ...key, resourceVersion: '7' }, spec: { replicas: 2 } };
const answer = json({ apiVersion: 'autoscaling/v1', kind: 'Scale', ...scale, status: { replicas: 1 } });

test('a scale is read, replaced, patched and applied under the name of what is scaled', async () => {
  const widgets = scaleOf(server.client(), WIDGET);
  server.answer(answer, answer, answer, answer);
  const read = await widgets.get(key);
  expect(read).toMatchObject({ kind: 'Scale', spec: { replicas: 2 }, status: { replicas: 1 } });
  await widgets.update(scale);
  await widgets.patch(key, mergePatch({ spec: { replicas: 3 } }));
  await widgets.apply({ metadata: key, spec: { replicas: 3 } }, { fieldManager: 'me' });
  expect(asked()).toEqual([
    'GET /namespaces/n/widgets/a/scale',
    'PUT /namespaces/n/widgets/a/scale',
    'PATCH /namespaces/n/widgets/a/scale',
    'PATCH /namespaces/n/widgets/a/scale?fieldManager=me',
  ]);
  const sent = server.received.map(({ body }) => (body === '' ? undefined : (JSON.parse(body) as unknown)));
  const named = { apiVersion: 'autoscaling/v1', kind: 'Scale' };
  expect(sent).toEqual([
    undefined,
    { ...scale, ...named },
    { spec: { replicas: 3 } },
    { ...named, metadata: key, spec: { replicas: 3 } },
  ]);
});

test('a body of its own is posted as it is, through wrapping clients too', async () => {
  const client = withFieldOwner(inNamespace(server.client(), 'n'), 'me');
  server.answer(json({ kind: 'Status', status: 'Success' }), answer);
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'a' } };
  const answered = await client
    .subresource('eviction')
    .create<KubernetesObject, KubernetesObject & { readonly status: string }>(WIDGET, { name: 'a' }, eviction);
  expect(answered.status).toBe('Success');
  await client.subresource('scale').get(WIDGET, { name: 'a' });
  expect(asked()).toEqual([
    'POST /namespaces/n/widgets/a/eviction?fieldManager=me',
    'GET /namespaces/n/widgets/a/scale',
  ]);
  expect(JSON.parse(server.received[0]?.body ?? '')).toEqual(eviction);
});

import { unstructured } from '@kubewright/apimachinery';
import { describe, expect, test } from 'vitest';
import { inNamespace, mergePatch, withFieldOwner, withFieldValidation } from '../../../src/client/index.ts';
import { aWidget, WIDGET } from '../cache/fake-api.ts';
import { fakeServer, json } from './fake-server.ts';

const server = fakeServer();
const node = { ...WIDGET, group: '', kind: 'Node', plural: 'nodes', scope: 'Cluster' } as const;
const patch = mergePatch({});
const asked = (): string[] =>
  server.received.map(({ method, url }) => `${method} ${url.replace('/apis/demo.yash.com/v1', '')}`);
const answerAll = (): void =>
  server.answer(...Array.from({ length: 10 }, () => json({ ...aWidget('a', 1), items: [] })));

test('a client with a field owner names it in every write, unless the call names another', async () => {
  const client = withFieldOwner(server.client(), 'me');
  const key = { namespace: 'n', name: 'a' };
  answerAll();
  await client.get(WIDGET, key);
  await client.create(WIDGET, { metadata: key });
  await client.update(WIDGET, { metadata: key }, { dryRun: true });
  await client.patch(WIDGET, key, patch, { fieldManager: 'other' });
  await client.status.patch(WIDGET, key, patch);
  await client.subresource('scale').update(WIDGET, { metadata: key });
  await client.delete(WIDGET, key);
  expect(asked()).toEqual([
    'GET /namespaces/n/widgets/a',
    'POST /namespaces/n/widgets?fieldManager=me',
    'PUT /namespaces/n/widgets/a?dryRun=All&fieldManager=me',
    'PATCH /namespaces/n/widgets/a?fieldManager=other',
    'PATCH /namespaces/n/widgets/a/status?fieldManager=me',
    'PUT /namespaces/n/widgets/a/scale?fieldManager=me',
    'DELETE /namespaces/n/widgets/a',
  ]);
});

test('a client with field validation asks for it in every write, unless the call asks for another', async () => {
  const client = withFieldValidation(withFieldOwner(server.client(), 'me'), 'Strict');
  const key = { namespace: 'n', name: 'a' };
  answerAll();
  await client.create(WIDGET, { metadata: key });
  await client.patch(WIDGET, key, patch, { fieldValidation: 'Ignore' });
  await client.status.update(WIDGET, { metadata: key });
  expect(asked()).toEqual([
    'POST /namespaces/n/widgets?fieldManager=me&fieldValidation=Strict',
    'PATCH /namespaces/n/widgets/a?fieldManager=me&fieldValidation=Ignore',
    'PUT /namespaces/n/widgets/a/status?fieldManager=me&fieldValidation=Strict',
  ]);
});

describe('a client for one namespace', () => {
  test('fills it in everywhere', async () => {
    const client = inNamespace(server.client(), 'n');
    const key = { name: 'a' };
    answerAll();
    await client.get(WIDGET, key);
    await client.list(WIDGET, { labelSelector: 'a=b' });
    await client.create(WIDGET, { metadata: key });
    await client.update(WIDGET, { metadata: { ...key, namespace: 'n' } });
    await client.patch(WIDGET, key, patch);
    await client.status.update(WIDGET, { metadata: key });
    await client.subresource('scale').patch(WIDGET, key, patch);
    await client.delete(WIDGET, key);
    await client.deleteAllOf(WIDGET, { labelSelector: 'a=b' });
    expect(asked()).toEqual([
      'GET /namespaces/n/widgets/a',
      'GET /namespaces/n/widgets?labelSelector=a%3Db',
      'POST /namespaces/n/widgets',
      'PUT /namespaces/n/widgets/a',
      'PATCH /namespaces/n/widgets/a',
      'PUT /namespaces/n/widgets/a/status',
      'PATCH /namespaces/n/widgets/a/scale',
      'DELETE /namespaces/n/widgets/a',
      'DELETE /namespaces/n/widgets?labelSelector=a%3Db',
    ]);
    expect(JSON.parse(server.received[2]?.body ?? '')).toMatchObject({ metadata: { namespace: 'n' } });
  });

  test('refuses another one', async () => {
    const client = inNamespace(server.client(), 'n');
    const other = { namespace: 'other', name: 'a' };
    await expect(client.get(WIDGET, other)).rejects.toThrow('this client is for namespace "n", not for "other"');
    await expect(client.create(WIDGET, { metadata: other })).rejects.toThrow(TypeError);
    await expect(client.list(WIDGET, { namespace: 'other' })).rejects.toThrow(TypeError);
    expect(server.received).toEqual([]);
  });

  test('leaves cluster-scoped kinds alone', async () => {
    answerAll();
    await inNamespace(server.client(), 'n').get(node, { name: 'a' });
    expect(asked()).toEqual(['GET /api/v1/nodes/a']);
  });

  test('asks the server about kinds that do not say their scope, once', async () => {
    const resources = [
      { name: 'nodes', singularName: 'node', namespaced: false, kind: 'Node' },
      { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod' },
    ];
    const client = inNamespace(server.client(), 'n');
    server.answer(json({ versions: ['v1'] }), json({ groups: [] }), json({ resources }));
    expect(await client.isNamespaced(unstructured({ apiVersion: 'v1', kind: 'Node' }))).toBe(false);
    answerAll();
    await client.get(unstructured({ apiVersion: 'v1', kind: 'Node' }), { name: 'a' });
    await client.get(unstructured({ apiVersion: 'v1', kind: 'Pod' }), { name: 'a' });
    await client.list(unstructured({ apiVersion: 'v1', kind: 'Pod', scope: 'Namespaced' }));
    expect(asked().slice(3)).toEqual([
      'GET /api/v1/nodes/a',
      'GET /api/v1/namespaces/n/pods/a',
      'GET /api/v1/namespaces/n/pods',
    ]);
  });
});

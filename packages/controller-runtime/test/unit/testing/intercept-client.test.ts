import { ApiError, isConflict } from '@kubewright/apimachinery';
import { interceptClient } from '@kubewright/controller-runtime/testing';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { createDelegatingClient, mergePatch, type Client, type LiveClient } from '../../../src/client/index.ts';
import { createCache } from '../../../src/cache/index.ts';
import { aWidget, FakeApi, WIDGET } from '../cache/fake-api.ts';
import { fakeServer, json } from '../client/fake-server.ts';

const server = fakeServer();
const key = { namespace: 'n', name: 'a' };
const patch = mergePatch({});
const conflict = (): never => {
  throw new ApiError({ code: 409 });
};
const asked = (): string[] =>
  server.received.map(({ method, url }) => `${method} ${url.replace('/apis/demo.yash.com/v1', '')}`);
const answerAll = (): void =>
  server.answer(...Array.from({ length: 12 }, () => json({ ...aWidget('a', 1), items: [] })));

describe('an intercepted client', () => {
  test('fails where it is told to, and lets everything else through', async () => {
    answerAll();
    const client = interceptClient(server.client(), { update: conflict });
    expectTypeOf(client).toEqualTypeOf<LiveClient>();
    expect(() => client.update(WIDGET, { metadata: key })).toThrow(expect.toSatisfy(isConflict));
    await client.get(WIDGET, key);
    await client.list(WIDGET);
    await client.create(WIDGET, { metadata: key });
    await client.patch(WIDGET, key, patch);
    await client.status.patch(WIDGET, key, patch);
    await client.subresource('scale').get(WIDGET, key);
    await client.deleteAllOf(WIDGET);
    await client.delete(WIDGET, key);
    expect(asked()).toEqual([
      'GET /namespaces/n/widgets/a',
      'GET /widgets',
      'POST /namespaces/n/widgets',
      'PATCH /namespaces/n/widgets/a',
      'PATCH /namespaces/n/widgets/a/status',
      'GET /namespaces/n/widgets/a/scale',
      'DELETE /widgets',
      'DELETE /namespaces/n/widgets/a',
    ]);
  });

  test('gives what stands in the client below and all that was asked', async () => {
    answerAll();
    const seen: unknown[] = [];
    const real = server.client();
    const client = interceptClient(real, {
      get: async (below, kind, name, options) => {
        seen.push(below === real, kind.kind, name, options);
        return await below.get(kind, { ...name, name: 'b' });
      },
    });
    await client.get(WIDGET, key, { resourceVersion: '0' });
    expect(seen).toEqual([true, 'Widget', key, { resourceVersion: '0' }]);
    expect(asked()).toEqual(['GET /namespaces/n/widgets/b']);
  });

  test('intercepts lists, deletions and watches', () => {
    const client = interceptClient(server.client(), {
      list: conflict,
      delete: conflict,
      deleteAllOf: conflict,
      watch: conflict,
      create: conflict,
      patch: conflict,
    });
    for (const call of [
      () => client.list(WIDGET),
      () => client.delete(WIDGET, key),
      () => client.deleteAllOf(WIDGET),
      () => client.watch(WIDGET),
      () => client.create(WIDGET, { metadata: key }),
      () => client.patch(WIDGET, key, patch),
    ]) {
      expect(call).toThrow(ApiError);
    }
    expect(asked()).toEqual([]);
  });

  test('intercepts subresources by name, the status among them', async () => {
    answerAll();
    const calls: string[] = [];
    const client = interceptClient(server.client(), {
      subresourceGet: async (below, name, kind, of, options) => {
        calls.push(`get ${name}`);
        return await below.subresource(name).get(kind, of, options);
      },
      subresourceUpdate: async (below, name, kind, object, options) => {
        calls.push(`update ${name}`);
        return await below.subresource(name).update(kind, object, options);
      },
      subresourcePatch: async (below, name, kind, of, body, options) => {
        calls.push(`patch ${name}`);
        return await below.subresource(name).patch(kind, of, body, options);
      },
      subresourceCreate: (_below, name) => {
        calls.push(`create ${name}`);
        return conflict();
      },
    });
    await client.status.update(WIDGET, { metadata: key });
    await client.status.patch(WIDGET, key, patch);
    await client.subresource('status').patch(WIDGET, key, patch);
    await client.subresource('scale').get(WIDGET, key);
    expect(() => client.subresource('eviction').create(WIDGET, key, { metadata: {} })).toThrow(ApiError);
    expect(calls).toEqual(['update status', 'patch status', 'patch status', 'get scale', 'create eviction']);
    expect(server.received).toHaveLength(4);
  });

  test('wraps any client, also one that reads from a cache', async () => {
    const live = server.client();
    const cached: Client = createDelegatingClient({ cache: createCache({ client: new FakeApi() }), live });
    const client = interceptClient(cached, { get: conflict });
    expectTypeOf(client).toEqualTypeOf<Client>();
    expect(() => client.get(WIDGET, key)).toThrow(ApiError);
    answerAll();
    await client.status.patch(WIDGET, key, patch);
    expect(asked()).toEqual(['PATCH /namespaces/n/widgets/a/status']);
  });
});

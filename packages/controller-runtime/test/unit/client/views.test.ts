import {
  asSeen,
  partialObjectMetadata,
  projectionOf,
  unstructured,
  type Stored,
  type Unstructured,
} from '@kubewright/apimachinery';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { mergePatch, type WatchLine } from '../../../src/client/index.ts';
import { aWidget, WIDGET, type Widget } from '../cache/fake-api.ts';
import { fakeServer, json } from './fake-server.ts';

const server = fakeServer();
const key = { namespace: 'default', name: 'a' };
const metadata = partialObjectMetadata(WIDGET);
const sizes = projectionOf(WIDGET, ({ spec }) => ({ size: spec?.size }));
/** As the server answers to who wants metadata alone. */
const partial = { ...aWidget('a', 1), apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata' };
const accepted = (): (string | undefined)[] => server.received.map(({ headers }) => headers.accept);

describe('metadata alone', () => {
  test('is what the server is asked for, and comes under the name of its kind', async () => {
    const client = server.client();
    const line = `${JSON.stringify({ type: 'ADDED', object: partial })}\n`;
    server.answer(
      json(partial),
      json({ metadata: { resourceVersion: '5' }, items: [partial] }),
      json(partial),
      (response) => response.end(line),
    );
    const seen = asSeen(metadata, aWidget('a', 1));
    expect(await client.get(metadata, key)).toEqual(seen);
    expect((await client.list(metadata)).items).toEqual([seen]);
    expect(await client.patch(metadata, key, mergePatch({ metadata: { labels: { a: '1' } } }))).toEqual(seen);
    const lines: WatchLine<Widget>[] = [];
    for await (const each of client.watch(metadata)) lines.push(each);
    expect(lines).toEqual([{ type: 'ADDED', object: seen }]);
    const as = (what: string): string => `application/json;as=${what};g=meta.k8s.io;v=v1,application/json`;
    expect(accepted()).toEqual([
      as('PartialObjectMetadata'),
      as('PartialObjectMetadataList'),
      as('PartialObjectMetadata'),
      as('PartialObjectMetadata'),
    ]);
  });

  test('is cut down to from whole objects, which a server without it answers with', async () => {
    server.answer(json(aWidget('a', 1, { size: 3 })));
    expect(await server.client().get(metadata, key)).not.toHaveProperty('spec');
  });

  test('can be neither created nor replaced', async () => {
    const client = server.client();
    const object = asSeen(metadata, aWidget('a', 1));
    // @ts-expect-error a part of an object must not be created
    await expect(client.create(metadata, object)).rejects.toThrow('"a" is metadata alone and cannot be written');
    // @ts-expect-error nor replace the whole
    await expect(client.update(metadata, object)).rejects.toThrow(TypeError);
    // @ts-expect-error nor its status
    await expect(client.status.update(metadata, object)).rejects.toThrow(TypeError);
    // @ts-expect-error nor under the whole kind's name
    await expect(client.update(WIDGET, object)).rejects.toThrow(TypeError);
    expect(server.received).toEqual([]);
  });
});

describe('a projection', () => {
  test('is read as what was chosen', async () => {
    const client = server.client();
    server.answer(
      json(aWidget('a', 1, { size: 3 })),
      json({ metadata: { resourceVersion: '5' }, items: [aWidget('a', 1, { size: 4 })] }),
    );
    const { size, ...rest } = await client.get(sizes, key);
    expectTypeOf(size).toEqualTypeOf<number | undefined>();
    expect(size).toBe(3);
    expect(rest).not.toHaveProperty('spec');
    expect((await client.list(sizes)).items.map((each) => each.size)).toEqual([4]);
  });

  test('can be written in no way, also where nothing but its type says what it is', async () => {
    const client = server.client();
    const whole = projectionOf(WIDGET, ({ spec }) => ({ spec }));
    const object = asSeen(whole, aWidget('a', 1));
    const patch = mergePatch({});
    // @ts-expect-error a part of an object must not be created
    await expect(client.create(whole, object)).rejects.toThrow('Widget "a" is a projection and cannot be written');
    // @ts-expect-error nor replace the whole
    await expect(client.update(whole, object)).rejects.toThrow(TypeError);
    // @ts-expect-error nor the whole that it was taken from
    await expect(client.update(WIDGET, object)).rejects.toThrow(TypeError);
    // @ts-expect-error nor when it was changed
    await expect(client.update(WIDGET, { ...object, spec: { size: 2 } })).rejects.toThrow(TypeError);
    // @ts-expect-error nor as a status
    await expect(client.status.update(WIDGET, object)).rejects.toThrow(TypeError);
    // @ts-expect-error nor is it patched
    await expect(client.patch(whole, key, patch)).rejects.toThrow('a projection of Widget cannot be patched');
    // @ts-expect-error nor its status
    await expect(client.status.patch(whole, key, patch)).rejects.toThrow(TypeError);
    expect(server.received).toEqual([]);
  });

  test('of an object goes with it', async () => {
    server.answer(json({}));
    await server.client().delete(sizes, key);
    expect(server.received[0]?.method).toBe('DELETE');
  });
});

describe('a kind without a type', () => {
  const kind = unstructured({ apiVersion: 'demo.yash.com/v1', kind: 'Widget' });
  const aggregated = json({
    items: [
      {
        metadata: { name: 'demo.yash.com' },
        versions: [
          { version: 'v1', resources: [{ resource: 'wids', responseKind: { kind: 'Widget' }, scope: 'Namespaced' }] },
        ],
      },
    ],
  });

  test('is found out about once, before its first use', async () => {
    const client = server.client();
    // The two questions may come in either order.
    server.answer(aggregated, aggregated, ...Array.from({ length: 6 }, () => json(aWidget('a', 1, { size: 3 }))));
    const object = await client.get(kind, key);
    expectTypeOf(object).toEqualTypeOf<Stored<Unstructured>>();
    expect(object['spec']).toEqual({ size: 3 });
    await client.create(kind, { metadata: key, anything: ['goes'] });
    await client.patch(kind, key, mergePatch({}));
    await client.status.patch(kind, key, mergePatch({}));
    await client.deleteAllOf(kind, { namespace: 'default' });
    await client.delete(kind, key);
    const asked = server.received.map(({ method, url }) => `${method} ${url.replace('/apis/demo.yash.com/v1', '')}`);
    expect(new Set(asked.slice(0, 2))).toEqual(new Set(['GET /api', 'GET /apis']));
    expect(asked.slice(2)).toEqual([
      'GET /namespaces/default/wids/a',
      'POST /namespaces/default/wids',
      'PATCH /namespaces/default/wids/a',
      'PATCH /namespaces/default/wids/a/status',
      'DELETE /namespaces/default/wids',
      'DELETE /namespaces/default/wids/a',
    ]);
  });

  test('can be seen as metadata alone', async () => {
    const client = server.client();
    server.answer(aggregated, aggregated, json(partial));
    expect(await client.get(partialObjectMetadata(kind), key)).not.toHaveProperty('spec');
    expect(server.received[2]?.url).toBe('/apis/demo.yash.com/v1/namespaces/default/wids/a');
  });
});

import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { hubSpokeConverter, type Converter } from '../../../../src/webhook/conversion/index.ts';
import { serve, THING } from '../support.ts';

/** v1 says `host: "a:1"`, v2 has them apart, v3 has a port alone. */
interface V1 extends KubernetesObject {
  readonly spec: { readonly address: string };
}
interface V2 extends KubernetesObject {
  readonly spec: { readonly host: string; readonly port: number };
}
interface V3 extends KubernetesObject {
  readonly spec: { readonly port: number };
}
const V1: Kind<V1> = { ...THING, version: 'v1' } as Kind<V1>;
const V2: Kind<V2> = { ...THING, version: 'v2' } as Kind<V2>;
const V3: Kind<V3> = { ...THING, version: 'v3' } as Kind<V3>;
const HOST = 'test.example.com/host';

const converter = hubSpokeConverter(V2)
  .spoke(V1, {
    convertTo: ({ spec }) => {
      const [host = '', port] = spec.address.split(':');
      if (port === undefined) throw new Error(`spec.address has no port`);
      return { spec: { host, port: Number(port) } };
    },
    convertFrom: ({ spec }) => ({ spec: { address: `${spec.host}:${spec.port}` } }),
  })
  .spoke(V3, {
    convertTo: ({ spec, metadata }) =>
      Promise.resolve({ spec: { host: metadata.annotations?.[HOST] ?? 'localhost', port: spec.port } }),
    convertFrom: ({ spec, metadata }) => ({
      spec: { port: spec.port },
      metadata: { annotations: { ...metadata.annotations, [HOST]: spec.host } },
    }),
  });

const METADATA = {
  name: 'ann',
  namespace: 'ns',
  uid: 'u',
  resourceVersion: '7',
  labels: { a: 'b' },
  annotations: { x: 'y' },
  managedFields: [{ manager: 'kubectl' }],
};
const anObject = (version: string, spec: object, name = 'ann') => ({
  apiVersion: `test.example.com/${version}`,
  kind: 'Thing',
  metadata: { ...METADATA, name },
  spec,
});

async function convert(desired: string, objects: readonly unknown[], converters: readonly Converter[] = [converter]) {
  await using running = await serve((server) => {
    for (const each of converters) server.registerConverter(each);
    if (converters.length === 0) server.registerConverter(hubSpokeConverter({ ...THING, kind: 'Other' }));
  });
  const { status, body } = await running.post('/convert?timeout=30s', {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'ConversionReview',
    request: { uid: 'u-1', desiredAPIVersion: `test.example.com/${desired}`, objects },
  });
  expect(status).toBe(200);
  const { response, ...identity } = JSON.parse(body) as { readonly response: Readonly<Record<string, unknown>> };
  expect(identity).toEqual({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview' });
  expect(response).toMatchObject({ uid: 'u-1' });
  return response;
}

describe('a conversion', () => {
  test.each([
    { name: 'from spoke to hub', from: anObject('v1', { address: 'a:1' }), to: 'v2', spec: { host: 'a', port: 1 } },
    { name: 'from hub to spoke', from: anObject('v2', { host: 'a', port: 1 }), to: 'v1', spec: { address: 'a:1' } },
    { name: 'from spoke to spoke', from: anObject('v1', { address: 'a:1' }), to: 'v3', spec: { port: 1 } },
    {
      name: 'to what it is already',
      from: anObject('v2', { host: 'a', port: 1 }),
      to: 'v2',
      spec: { host: 'a', port: 1 },
    },
  ])('goes $name', async ({ from, to, spec }) => {
    const { convertedObjects, result } = await convert(to, [from]);
    expect(result).toEqual({ status: 'Success' });
    expect(convertedObjects).toMatchObject([{ apiVersion: `test.example.com/${to}`, kind: 'Thing', spec }]);
  });

  test('keeps the metadata, and lets labels and annotations carry what a version cannot', async () => {
    const [there] = (await convert('v3', [anObject('v1', { address: 'a:1' })]))['convertedObjects'] as [V3];
    expect(there.metadata).toEqual({ ...METADATA, annotations: { x: 'y', [HOST]: 'a' } });
    const [back] = (await convert('v1', [there]))['convertedObjects'] as [V1];
    expect(back.spec.address).toBe('a:1');
  });

  test('keeps the order of many', async () => {
    const many = Array.from({ length: 100 }, (_, i) => anObject('v1', { address: `a:${i}` }, `n${i}`));
    const { convertedObjects } = await convert('v2', many);
    expect((convertedObjects as V2[]).map(({ metadata, spec }) => `${metadata.name} ${spec.port}`)).toEqual(
      many.map((_, i) => `n${i} ${i}`),
    );
  });

  test.each([
    {
      name: 'an object that cannot be converted',
      objects: [anObject('v1', { address: 'a:1' }), anObject('v1', { address: 'a' }, 'bob')],
      to: 'v2',
      message: 'cannot convert Thing ns/bob to test.example.com/v2: spec.address has no port',
    },
    {
      name: 'an unknown version',
      objects: [anObject('v1', { address: 'a:1' })],
      to: 'v9',
      message:
        'cannot convert Thing ns/ann to test.example.com/v9: Thing has no conversion for test.example.com/v9; there are test.example.com/v2, test.example.com/v1, test.example.com/v3',
    },
    {
      name: 'a mistake in the program, without its words',
      objects: [anObject('v1', {})],
      to: 'v2',
      message: 'cannot convert Thing ns/ann to test.example.com/v2: internal error of the webhook: see its log',
    },
    {
      name: 'what is no object',
      objects: [{}],
      to: 'v2',
      message: 'cannot convert an object to test.example.com/v2: no converter is registered for  of ',
    },
  ])('fails as a whole for $name', async ({ objects, to, message }) => {
    const response = await convert(to, objects);
    expect(response).toEqual({ uid: 'u-1', result: { status: 'Failure', message } });
  });

  test('fails for a kind without a converter', async () => {
    expect(await convert('v2', [anObject('v1', { address: 'a:1' })], [])).toMatchObject({
      result: {
        message:
          'cannot convert Thing ns/ann to test.example.com/v2: no converter is registered for Thing of test.example.com',
      },
    });
  });

  test.each([
    {
      name: 'a review of another version',
      body: { apiVersion: 'apiextensions.k8s.io/v1beta1', kind: 'ConversionReview' },
    },
    {
      name: 'a review without objects',
      body: { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', request: { uid: 'u' } },
    },
  ])('is answered with 400 for $name', async ({ body }) => {
    await using running = await serve((server) => server.registerConverter(converter));
    expect((await running.post('/convert', body)).status).toBe(400);
  });
});

describe('a converter', () => {
  test('has one pair of functions for each version of one kind', () => {
    const functions = {
      convertTo: () => ({ spec: { host: '', port: 0 } }),
      convertFrom: () => ({ spec: { port: 0 } }),
    };
    expect(() => hubSpokeConverter(V2).spoke(V3, functions).spoke(V3, functions)).toThrow(
      'has a conversion for test.example.com/v3 already',
    );
    expect(() => hubSpokeConverter(V2).spoke({ ...V3, version: 'v2' }, functions)).toThrow(
      'has a conversion for test.example.com/v2 already',
    );
    expect(() => hubSpokeConverter(V2).spoke({ ...V3, kind: 'Other' }, functions)).toThrow(
      'Other (test.example.com/v3) is no version of Thing',
    );
  });

  test('is one for a kind', async () => {
    await using running = await serve((server) => server.registerConverter(converter));
    expect(() => running.server.registerConverter(converter)).toThrow(
      'there is a converter for Thing.test.example.com already',
    );
  });

  test('has the types of both sides', () => {
    hubSpokeConverter(V2).spoke(V1, {
      // @ts-expect-error: the hub needs a port
      convertTo: (v1) => {
        expectTypeOf(v1).toEqualTypeOf<V1>();
        return { spec: { host: 'a' } };
      },
      convertFrom: (v2) => {
        expectTypeOf(v2).toEqualTypeOf<V2>();
        return { spec: { address: 'a:1' } };
      },
    });
  });
});

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { until } from '../../support/eventually.ts';
import { useExample } from '../../support/example.ts';

const example = useExample('routes', { namespaces: 2 });
const HOST = `${randomBytes(3).toString('hex')}.example.com`;
const path = (version: string, name = '', namespace = example.environment.namespace): string =>
  `/apis/routing.example.com/${version}/namespaces/${namespace}/routes${name === '' ? '' : `/${name}`}`;
const aRoute = (version: string, name: string, spec: object): object => ({
  apiVersion: `routing.example.com/${version}`,
  kind: 'Route',
  metadata: { name },
  spec,
});

test('what is written in the old version is read in the new one, and the other way round', async () => {
  const old = aRoute('v1alpha1', 'shop', { host: HOST, address: 'shop:8080' });
  // The first calls may come before the certificate is known to the API server.
  await until('the webhooks to answer', async () =>
    (await example.api.call('POST', path('v1alpha1'), old)).code === 201 ? true : undefined,
  );
  expect(await example.api.get(path('v1', 'shop'))).toMatchObject({
    apiVersion: 'routing.example.com/v1',
    spec: { host: HOST, backend: { service: 'shop', port: 8080 } },
  });
  await example.api.patch(path('v1', 'shop'), { spec: { backend: { port: 8443 } } });
  expect(await example.api.get(path('v1alpha1', 'shop'))).toMatchObject({ spec: { host: HOST, address: 'shop:8443' } });
});

test('a host that another route has is refused, in whatever version it is asked for', async () => {
  const [, elsewhere] = example.environment.namespaces;
  const taken = {
    v1: aRoute('v1', 'thief', { host: HOST, backend: { service: 'thief', port: 8080 } }),
    v1alpha1: aRoute('v1alpha1', 'thief', { host: HOST, address: 'thief:8080' }),
  };
  for (const [version, route] of Object.entries(taken)) {
    expect(await example.api.call('POST', path(version, '', elsewhere), route)).toMatchObject({
      code: 403,
      body: {
        message: expect.stringContaining(`host "${HOST}" belongs to ${example.environment.namespace}/shop`) as unknown,
      },
    });
  }
});

test('a port that is not encrypted is warned of', async () => {
  const { stderr } = await example.environment.kubectl(
    ...['patch', 'routes.v1.routing.example.com', 'shop', '--type=merge'],
    ...['-p', '{"spec":{"backend":{"port":80}}}'],
  );
  expect(stderr).toContain('Warning: port 80 is not encrypted');
});

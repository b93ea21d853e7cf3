import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { soon } from '../../support/eventually.ts';
import { useExample } from '../../support/example.ts';

const example = useExample('tenants');
const GROUP = '/apis/tenancy.example.com/v1';
const id = randomBytes(3).toString('hex'); // the kinds are cluster-scoped, and the cluster is shared
const [SMALL, LARGE, ANNA, SHOP, BLOG] = ['small', 'large', 'anna', 'shop', 'blog'].map((name) => `${name}-${id}`);

const plan = (name = ''): Promise<unknown> => example.api.get(`${GROUP}/plans/${name}`);
const tenant = (): Promise<unknown> => example.api.get(`${GROUP}/tenants/${ANNA}`);
const quotaOf = (namespace = ''): Promise<unknown> =>
  example.api.find(`/api/v1/namespaces/${namespace}/resourcequotas/plan`);
const create = (resource: string, name: string | undefined, spec: object): Promise<unknown> =>
  example.api.create(`${GROUP}/${resource}`, {
    apiVersion: 'tenancy.example.com/v1',
    kind: resource === 'plans' ? 'Plan' : 'Tenant',
    metadata: { name },
    spec,
  });
const ready = (status: string, reason: string): object => ({
  status: { conditions: [{ type: 'Ready', status, reason }] },
});

test('a tenant waits for its plan, and is served once the plan is there', async () => {
  await create('tenants', ANNA, { plan: SMALL, namespaces: [SHOP, BLOG] });
  await soon(tenant).toMatchObject(ready('False', 'PlanNotFound'));
  await create('plans', SMALL, { hard: { pods: '10' } });
  await soon(tenant).toMatchObject(ready('True', 'Applied'));
  for (const namespace of [SHOP, BLOG])
    expect(await quotaOf(namespace)).toMatchObject({ spec: { hard: { pods: '10' } } });
});

test('a plan that changes reaches all who are on it', async () => {
  await example.api.patch(`${GROUP}/plans/${SMALL}`, { spec: { hard: { pods: '12' } } });
  for (const namespace of [SHOP, BLOG]) {
    await soon(() => quotaOf(namespace)).toMatchObject({ spec: { hard: { pods: '12' } } });
  }
});

test('a tenant that moves is counted in its new plan and no more in the old one', async () => {
  await create('plans', LARGE, { hard: { pods: '100' } });
  await soon(() => plan(SMALL)).toMatchObject({ status: { tenants: 1 } });
  await example.api.patch(`${GROUP}/tenants/${ANNA}`, { spec: { plan: LARGE } });
  await soon(() => plan(LARGE)).toMatchObject({ status: { tenants: 1 } });
  await soon(() => plan(SMALL)).toMatchObject({ status: { tenants: 0 } });
  await soon(() => quotaOf(SHOP)).toMatchObject({ spec: { hard: { pods: '100' } } });
});

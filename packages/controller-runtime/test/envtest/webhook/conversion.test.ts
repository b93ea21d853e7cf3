import { installWebhooks } from '@kubewright/envtest';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { webhookManagedBy, type Manager } from '../../../src/index.ts';
import { createClient, loadConfig, type LiveClient } from '../../../src/client/index.ts';
import { makeManager, run, type RunningManager } from '../manager/support.ts';
import { converterOf, kindsOf, migrateStorage } from './cronjob-webhooks.ts';
import { aCrd, installCrd } from './support.ts';

const GROUP = 'conversion.test.kubewright.dev';
const CRD = `cronjobs.${GROUP}`;
const { CronJob, CronJobV2 } = kindsOf(GROUP);
const CONVERSION = {
  strategy: 'Webhook',
  webhook: {
    conversionReviewVersions: ['v1'],
    clientConfig: { service: { name: 'cronjob-webhook', namespace: 'system', path: '/convert' } },
  },
};
const env = testEnvironment({ namespaces: 1 });
let client: LiveClient;
let manager: Manager;
let running: RunningManager;

const install = async (stored: 'v1' | 'v2'): Promise<void> =>
  await installWebhooks({
    kubectl: env.kubectl,
    address: manager.addresses.webhook!,
    manifests: [aCrd(GROUP, stored, CONVERSION)],
  });

/** What the API server says of the CRD. */
const crdSays = async (path: string): Promise<string> =>
  (await env.kubectl('get', 'crd', CRD, '-o', `jsonpath={${path}}`)).stdout;

beforeAll(async () => {
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  await installCrd(env.kubectl, aCrd(GROUP, 'v1'));
  manager = await makeManager(env, {
    webhook: {
      host: '127.0.0.1',
      port: 0,
      selfManaged: {
        secretName: 'cert',
        namespace: env.namespace,
        hosts: ['127.0.0.1'],
        customResourceDefinitions: [CRD],
      },
    },
  });
  await webhookManagedBy(manager).for(CronJobV2).withConverter(converterOf(CronJob, CronJobV2)).complete();
  running = run(manager);
  await manager.elected;
  await install('v1');
});
afterAll(async () => {
  await running.stop();
  await client.destroy();
});

test('an object of one version is read, changed and listed as the other, and its storage moves', async () => {
  const metadata = { namespace: env.namespace, name: 'backup', labels: { a: 'b' }, annotations: { c: 'd' } };
  const key = { namespace: env.namespace, name: 'backup' };
  const made = await eventually(() => client.create(CronJob, { metadata, spec: { schedule: '0 4 * * *', keep: 2 } }));
  await client.create(CronJob, { metadata: { ...key, name: 'report' }, spec: { schedule: '5 * * * 1' } });

  // Read, with nothing of the metadata changed.
  const read = await client.get(CronJobV2, key);
  expect(read.spec).toEqual({ schedule: { minute: '0', rest: '4 * * *' }, keep: 2 });
  expect({ ...read.metadata, managedFields: [] }).toEqual({ ...made.metadata, managedFields: [] });
  const { items } = await client.list(CronJobV2, { namespace: env.namespace });
  expect(items.map(({ spec }) => spec.schedule)).toEqual([
    { minute: '0', rest: '4 * * *' },
    { minute: '5', rest: '* * * 1' },
  ]);

  // Written as one version, read as the other.
  await client.update(CronJobV2, { ...read, spec: { schedule: { minute: '30', rest: '1 * * *' }, keep: 2 } });
  expect((await client.get(CronJob, key)).spec.schedule).toBe('30 1 * * *');

  // What cannot be converted is told to whoever asks for it.
  const odd = { ...key, name: 'odd' };
  await client.create(CronJob, { metadata: odd, spec: { schedule: 'at noon' } });
  await expect(client.get(CronJobV2, odd)).rejects.toThrow(
    `cannot convert CronJob ${env.namespace}/odd to ${GROUP}/v2: spec.schedule has 2 fields, not 5`,
  );
  await client.delete(CronJob, odd);

  // The storage version moves, and every object with it.
  await install('v2');
  await eventually(async () => expect(await crdSays('.status.storedVersions')).toBe('["v1","v2"]'));
  const before = await client.get(CronJob, key);
  await eventually(async () => {
    await migrateStorage(client, CronJobV2);
    // Stored anew, though nothing in it changed.
    expect((await client.get(CronJob, key)).metadata.resourceVersion).not.toBe(before.metadata.resourceVersion);
  });
  const patch = '{"status":{"storedVersions":["v2"]}}';
  await env.kubectl('patch', 'crd', CRD, '--subresource=status', '--type=merge', '-p', patch);
  // Nothing is left to be converted: without the webhook v2 is still there.
  await running.stop();
  await eventually(async () => {
    expect((await client.get(CronJobV2, key)).spec.schedule).toEqual({ minute: '30', rest: '1 * * *' });
    await expect(client.get(CronJob, key)).rejects.toThrow('conversion webhook');
  });
});

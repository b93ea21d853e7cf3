import { rm, writeFile } from 'node:fs/promises';
import { installWebhooks } from '@kubewright/envtest';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { findApiError } from '@kubewright/apimachinery';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, loadConfig, type LiveClient } from '../../../src/client/index.ts';
import { admissionWebhook, allowed } from '../../../src/webhook/admission/index.ts';
import { conversionWebhook } from '../../../src/webhook/conversion/index.ts';
import type { Manager } from '../../../src/index.ts';
import { discardLogger } from '../../../src/log/index.ts';
import { run, type RunningManager } from '../manager/support.ts';
import { kindsOf, managerWithWebhooks, type CronJob } from './cronjob-webhooks.ts';
import { aConfiguration, aCrd, installCrd } from './support.ts';

const GROUP = 'admission.test.kubewright.dev';
const { CronJob: CRON_JOB } = kindsOf(GROUP);
const env = testEnvironment({ namespaces: 2 });
let client: LiveClient;
let manager: Manager;
let running: RunningManager;

/** In a namespace whose objects a webhook is asked for. */
const aCronJob = (
  name: string,
  over: Partial<CronJob['spec']> = {},
  labels = {},
  namespace = env.namespace,
): CronJob => ({
  metadata: { name, namespace, labels },
  spec: { schedule: '0 4 * * *', ...over },
});

const refusalOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => findApiError(thrown),
  );
  return error?.status();
};

beforeAll(async () => {
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  await installCrd(env.kubectl, aCrd(GROUP, 'v1'));
  const names = [env.namespace];
  manager = await managerWithWebhooks(CRON_JOB, {
    config: await loadConfig({ kubeconfig: env.kubeconfigPath }),
    cache: { namespaces: [env.namespace] },
    logger: discardLogger,
    metrics: { bindAddress: '127.0.0.1:0' },
    healthProbeBindAddress: '127.0.0.1:0',
    webhook: {
      host: '127.0.0.1',
      port: 0,
      selfManaged: {
        secretName: 'cert',
        namespace: env.namespace,
        hosts: ['127.0.0.1'],
        validatingWebhookConfigurations: names,
        mutatingWebhookConfigurations: names,
      },
    },
  });
  running = run(manager);
  await manager.elected;
  const common = { group: GROUP, namespace: env.namespace, name: env.namespace };
  const paths = {
    mutate: '/mutate-admission-test-kubewright-dev-v1-cronjob',
    validate: '/validate-admission-test-kubewright-dev-v1-cronjob',
  };
  await installWebhooks({
    kubectl: env.kubectl,
    address: manager.addresses.webhook!,
    manifests: [
      aConfiguration({ ...common, kind: 'MutatingWebhookConfiguration', path: paths.mutate }),
      aConfiguration({ ...common, kind: 'ValidatingWebhookConfiguration', path: paths.validate }),
    ],
  });
  // Once the bundle is there, and the API server has heard of it.
  await eventually(() => client.create(CRON_JOB, aCronJob('probe'), { dryRun: true }));
});
afterAll(async () => {
  await env.kubectl('delete', 'validatingwebhookconfiguration,mutatingwebhookconfiguration', env.namespace);
  await running.stop();
  await client.destroy();
});

describe('the API server', () => {
  test('stores what the defaulter set', async () => {
    expect((await client.create(CRON_JOB, aCronJob('defaulted'))).spec.keep).toBe(3);
    expect((await client.create(CRON_JOB, aCronJob('own', { keep: 1 }))).spec.keep).toBe(1);
  });

  test('passes the status of an ApiError on: code, reason, fields', async () => {
    const status = await refusalOf(client.create(CRON_JOB, aCronJob('wrong', { schedule: 'at noon' })));
    expect(status).toMatchObject({
      code: 422,
      reason: 'Invalid',
      details: {
        causes: [
          {
            field: 'spec.schedule',
            reason: 'FieldValueInvalid',
            message: 'Invalid value: "at noon": must have five fields',
          },
        ],
      },
    });
    expect(status?.message).toContain(
      'denied the request: CronJob.example.com "wrong" is invalid: spec.schedule: Invalid value: "at noon"',
    );
  });

  test('asks on updates and deletions, and passes the words of an error on', async () => {
    const kept = await client.create(CRON_JOB, aCronJob('kept', {}, { keep: 'true' }));
    expect(await refusalOf(client.update(CRON_JOB, { ...kept, spec: { schedule: 'x' } }))).toMatchObject({ code: 422 });
    const key = { namespace: env.namespace, name: 'kept' };
    expect(await refusalOf(client.delete(CRON_JOB, key))).toMatchObject({
      code: 403,
      reason: 'Forbidden',
      message: expect.stringContaining('it is labelled keep=true') as string,
    });
    await client.update(CRON_JOB, { ...kept, metadata: { ...kept.metadata, labels: {} } });
    await client.delete(CRON_JOB, key);
  });

  test('shows warnings to users', async () => {
    const manifest = { apiVersion: `${GROUP}/v1`, kind: 'CronJob', ...aCronJob('often', { schedule: '* * * * *' }) };
    const path = `${env.kubeconfigPath}.often.json`;
    await writeFile(path, JSON.stringify(manifest));
    const { stderr, exitCode } = await env.kubectl('create', '-f', path);
    await rm(path);
    expect({ stderr: stderr.trim(), exitCode }).toEqual({ stderr: 'Warning: runs every minute', exitCode: 0 });
  });

  test('does not ask about other namespaces', async () => {
    const elsewhere = aCronJob('free', { schedule: 'x' }, {}, env.namespaces[1]);
    expect((await client.create(CRON_JOB, elsewhere)).spec).toEqual({ schedule: 'x' });
  });

  test('gets the bundle again when somebody takes it away', async () => {
    for (const kind of ['validatingwebhookconfiguration', 'mutatingwebhookconfiguration']) {
      const removal = '[{"op":"remove","path":"/webhooks/0/clientConfig/caBundle"}]';
      const { exitCode } = await env.kubectl('patch', kind, env.namespace, '--type=json', '-p', removal);
      expect(exitCode).toBe(0);
      await eventually(async () => {
        const { stdout } = await env.kubectl(
          'get',
          kind,
          env.namespace,
          '-o',
          'jsonpath={.webhooks[0].clientConfig.caBundle}',
        );
        expect(Buffer.from(stdout, 'base64').toString()).toContain('BEGIN CERTIFICATE');
      });
    }
    await eventually(() => client.create(CRON_JOB, aCronJob('again'), { dryRun: true }));
  });

  test('waits as long as the configuration says, and tells the webhook so', async () => {
    const aborted = Promise.withResolvers<string>();
    manager.webhookServer.register(
      '/slow',
      admissionWebhook(async (request, { signal }) => {
        if (request.name !== 'slow') return allowed();
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        aborted.resolve((signal.reason as Error).message);
        return allowed();
      }),
    );
    await using _hook = await oneMoreWebhook('slow', '/slow', 1);
    await eventually(async () => {
      const status = await refusalOf(client.create(CRON_JOB, aCronJob('slow'), { dryRun: true }));
      expect(status?.message).toMatch(
        /failed calling webhook .*(deadline exceeded|took longer than 1 s)|took longer than 1 s/,
      );
    });
    expect(await aborted.promise).toMatch(/the webhook took longer than 1 s|whoever asked has gone/);
  });

  test('passes on why a review cannot be answered', async () => {
    manager.webhookServer.register(
      '/other',
      conversionWebhook(() => undefined),
    );
    await using _hook = await oneMoreWebhook('other', '/other');
    await eventually(async () => {
      const status = await refusalOf(client.create(CRON_JOB, aCronJob('other'), { dryRun: true }));
      expect(status?.message).toContain('want ConversionReview of apiextensions.k8s.io/v1, got AdmissionReview');
    });
  });
});

/** Another validating webhook, until the end of the block. */
async function oneMoreWebhook(suffix: string, path: string, timeoutSeconds = 10): Promise<AsyncDisposable> {
  const name = `${env.namespace}-${suffix}`;
  const { stdout } = await env.kubectl('get', 'secret', 'cert', '-o', 'jsonpath={.data.ca\\.crt}');
  const common = { group: GROUP, namespace: env.namespace, name, path, timeoutSeconds };
  await installWebhooks({
    kubectl: env.kubectl,
    address: manager.addresses.webhook!,
    caPem: Buffer.from(stdout, 'base64').toString(),
    manifests: [aConfiguration({ ...common, kind: 'ValidatingWebhookConfiguration' })],
  });
  return {
    [Symbol.asyncDispose]: async () => {
      await env.kubectl('delete', 'validatingwebhookconfiguration', name);
    },
  };
}

test('readyz tells of the webhook server, and metrics count its answers', async () => {
  const ready = await fetch(`http://${manager.addresses.healthProbe}/readyz/webhook`);
  expect(ready.status).toBe(200);
  const metrics = await (await fetch(`http://${manager.addresses.metrics}/metrics`)).text();
  expect(metrics).toMatch(
    /controller_runtime_webhook_requests_total\{webhook="\/validate-admission-test-kubewright-dev-v1-cronjob",code="200"\} [1-9]/,
  );
});

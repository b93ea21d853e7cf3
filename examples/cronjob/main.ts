import process from 'node:process';
import { createManager, setupSignalHandler } from '@kubewright/controller-runtime';
import { CronJobController } from './controller/cronjob-controller.ts';
import { setUpCronJobWebhooks } from './webhook/cronjob-webhook.ts';

const { ENABLE_WEBHOOKS, WEBHOOK_PORT = '9443', WEBHOOK_HOST } = process.env;

const manager = await createManager({
  metrics: { bindAddress: '0' },
  webhook: {
    port: Number(WEBHOOK_PORT),
    selfManaged: {
      secretName: 'cronjob-webhook-certificate',
      serviceName: 'webhook-service',
      // By which the API server reaches a program that runs on this machine; in a cluster it is the Service alone.
      hosts: WEBHOOK_HOST === undefined ? [] : [WEBHOOK_HOST],
      mutatingWebhookConfigurations: ['mutating-webhook-configuration'],
      validatingWebhookConfigurations: ['validating-webhook-configuration'],
    },
  },
});
await new CronJobController(manager).setUp();
if (ENABLE_WEBHOOKS !== 'false') await setUpCronJobWebhooks(manager);
await manager.start(setupSignalHandler());

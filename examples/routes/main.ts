import process from 'node:process';
import { createManager, setupSignalHandler } from '@kubewright/controller-runtime';
import { setUpRouteWebhooks } from './webhook/route-webhook.ts';

const { WEBHOOK_PORT = '9443', WEBHOOK_HOST } = process.env;

const manager = await createManager({
  metrics: { bindAddress: '0' },
  webhook: {
    port: Number(WEBHOOK_PORT),
    selfManaged: {
      secretName: 'routes-webhook-certificate',
      serviceName: 'webhook-service',
      // By which the API server reaches a program that runs on this machine; in a cluster it is the Service alone.
      hosts: WEBHOOK_HOST === undefined ? [] : [WEBHOOK_HOST],
      validatingWebhookConfigurations: ['routes'],
      customResourceDefinitions: ['routes.routing.example.com'],
    },
  },
});
await setUpRouteWebhooks(manager);
await manager.start(setupSignalHandler());

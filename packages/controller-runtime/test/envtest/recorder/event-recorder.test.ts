import { Event } from '@kubewright/apimachinery/events/v1';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { createEventRecorder } from '@kubewright/controller-runtime/recorder';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { expect, test } from 'vitest';
import type { Logger } from '../../../src/log/index.ts';

const env = testEnvironment({});

test('events are what the API server takes and kubectl shows', async () => {
  await using client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  const { namespace } = env;
  const warnings: unknown[] = [];
  const log = { warn: (...line: readonly unknown[]) => warnings.push(line) } as unknown as Logger;
  const recorder = createEventRecorder({ client, controllerName: 'test.example.com', instance: 'pod-1', log });
  const object = await client.create(ConfigMap, { metadata: { name: 'observed', namespace } });
  const stop = new AbortController();
  const running = recorder.start(stop.signal);
  for (let i = 0; i < 5; i++) recorder.event(object, 'Warning', 'RowRefused', 'WriteRow', 'The table is missing.');
  recorder.event(object, 'Normal', 'Repaired', 'WriteRow', '🙂'.repeat(1_000));
  stop.abort();
  await running;

  expect(warnings).toEqual([]);
  const { items } = await client.list(Event, { namespace });
  expect(items.map(({ reason, series }) => [reason, series?.count]).sort()).toEqual([
    ['Repaired', undefined],
    ['RowRefused', 5],
  ]);
  const { stdout } = await env.kubectl('describe', 'configmap', 'observed');
  expect(stdout).toMatch(/Warning\s+RowRefused.*test\.example\.com.*The table is missing\./);
});

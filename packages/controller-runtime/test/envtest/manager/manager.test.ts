import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import {
  controllerManagedBy,
  createManager,
  discardLogger,
  done,
  loadConfig,
  type Manager,
  type ManagerOptions,
  type ReconcileFunc,
} from '../../../src/index.ts';

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

const ConfigMap: Kind<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  listKind: 'ConfigMapList',
  scope: 'Namespaced',
  subresources: [],
};

const env = testEnvironment({ namespaces: 1 });

const makeManager = async (options: ManagerOptions = {}): Promise<Manager> =>
  await createManager({
    config: await loadConfig({ kubeconfig: env.kubeconfigPath }),
    logger: discardLogger,
    cache: { namespaces: [env.namespace] },
    metrics: { bindAddress: '127.0.0.1:0', registry: new Registry() },
    healthProbeBindAddress: '127.0.0.1:0',
    ...options,
  });

/** Starts the manager for the time of `during`, then stops it and waits for it. */
async function running(manager: Manager, during: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const ended = manager.start(stop.signal);
  try {
    await Promise.race([during(), ended.then(() => Promise.reject(new Error('the manager ended by itself')))]);
  } finally {
    stop.abort();
    await ended;
  }
}

const upperCase =
  (manager: Manager): ReconcileFunc =>
  async (request) => {
    const found = await manager.client.get(ConfigMap, request);
    const { text } = found.data ?? {};
    if (text === undefined || found.data?.['upper'] === text.toUpperCase()) return done;
    await manager.client.update(ConfigMap, { ...found, data: { text, upper: text.toUpperCase() } });
    return done;
  };

const upperOf = async (name: string): Promise<string> =>
  (await env.kubectl('get', 'configmap', name, '-o', 'jsonpath={.data.upper}')).stdout;

describe('a manager with one controller', () => {
  test('reconciles what is there, what comes, and what changes', async () => {
    await env.kubectl('create', 'configmap', 'before', '--from-literal=text=ann');
    const manager = await makeManager();
    await controllerManagedBy(manager).named('upper-case').for(ConfigMap).complete(upperCase(manager));
    await running(manager, async () => {
      await eventually(async () => expect(await upperOf('before')).toBe('ANN'));
      await env.kubectl('create', 'configmap', 'after', '--from-literal=text=bob');
      await eventually(async () => expect(await upperOf('after')).toBe('BOB'));
      await env.kubectl('patch', 'configmap', 'after', '--type=merge', '-p', '{"data":{"text":"cid"}}');
      await eventually(async () => expect(await upperOf('after')).toBe('CID'));
    });
  });
});

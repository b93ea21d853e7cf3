import { ConfigMap } from '@kubewright/apimachinery/core/v1';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { expect, test } from 'vitest';
import { controllerManagedBy, done } from '../../../src/index.ts';
import { LeaderElectionLostError } from '../../../src/leaderelection/index.ts';
import { makeManager, run } from './support.ts';

const env = testEnvironment({ namespaces: 1, ownControlPlane: {} });

const createConfigMap = async (name: string): Promise<void> => {
  await env.kubectl.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
};

test('a manager goes on after the API server was away, and misses nothing', async () => {
  const manager = await makeManager(env);
  const seen = new Set<string>();
  await controllerManagedBy(manager)
    .named('outage')
    .for(ConfigMap)
    .completeWithObject(({ metadata }) => {
      seen.add(metadata.name);
      return Promise.resolve(done);
    });
  await using running = run(manager);
  await createConfigMap('before');
  await eventually(() => expect(seen).toContain('before'));
  await env.controlPlane.stopApiServer('SIGKILL');
  await env.controlPlane.startApiServer();
  await createConfigMap('after');
  await eventually(() => expect(seen).toContain('after'), { timeoutMs: 30_000 });
  await running.stop();
});

test('a leader stops by itself, in time, when the API server answers nothing any more', async () => {
  const manager = await makeManager(env, {
    leaderElection: true,
    leaderElectionId: 'outage',
    leaderElectionNamespace: env.namespace,
    leaseDurationMs: 3_000,
    renewDeadlineMs: 2_000,
    retryPeriodMs: 250,
  });
  let stoppedAt = Infinity;
  manager.add({
    name: 'leader',
    start: async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      stoppedAt = performance.now();
    },
  });
  await using running = run(manager);
  await manager.elected;
  const frozenAt = performance.now();
  env.controlPlane.apiServer.signal('SIGSTOP');
  try {
    await expect(running.ended).rejects.toThrow(LeaderElectionLostError);
  } finally {
    env.controlPlane.apiServer.signal('SIGCONT');
  }
  expect(stoppedAt - frozenAt).toBeLessThan(3_000); // before anybody else can have the lease
});

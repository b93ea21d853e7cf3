import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { describe, expect, test } from 'vitest';
import type { Manager, ManagerOptions } from '../../../src/index.ts';
import { LeaderElectionLostError } from '../../../src/leaderelection/index.ts';
import { makeManager, run } from './support.ts';

const env = testEnvironment({ namespaces: 1 });

/** Fast, so that the tests need not wait for real leases: 3 s, 2 s, 250 ms. */
const candidate = async (
  id: string,
  journal: string[],
  name: string,
  options: ManagerOptions = {},
): Promise<Manager> => {
  const manager = await makeManager(env, {
    leaderElection: true,
    leaderElectionId: id,
    leaderElectionNamespace: env.namespace,
    leaseDurationMs: 3_000,
    renewDeadlineMs: 2_000,
    retryPeriodMs: 250,
    ...options,
  });
  manager.add({
    name,
    start: async (signal) => {
      journal.push(`+${name}`);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      journal.push(`-${name}`);
    },
  });
  return manager;
};

interface Lease {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>> & { readonly holderIdentity?: string };
}

const leaseOf = async (id: string): Promise<Lease> =>
  JSON.parse((await env.kubectl('get', 'lease', id, '-o', 'json')).stdout) as Lease;

describe('two managers', () => {
  test('one leads; when it stops it gives the lease back, and the other leads at once', async () => {
    const journal: string[] = [];
    const first = await candidate('hand-over', journal, 'a', { leaderElectionLabels: { app: 'test' } });
    const second = await candidate('hand-over', journal, 'b');
    await using running = run(first);
    await first.elected;
    await using waiting = run(second);
    await eventually(() => expect(journal).toEqual(['+a']));
    expect(await leaseOf('hand-over')).toMatchObject({
      metadata: { labels: { app: 'test' } },
      spec: { leaseDurationSeconds: 3, leaseTransitions: 0 },
    });
    await running.stop();
    const stopped = performance.now();
    await second.elected;
    expect(performance.now() - stopped).toBeLessThan(2_000); // less than the lease
    expect(journal).toEqual(['+a', '-a', '+b']);
    expect(await leaseOf('hand-over')).toMatchObject({ spec: { leaseTransitions: 1 } });
    await waiting.stop();
    expect((await leaseOf('hand-over')).spec.holderIdentity ?? '').toBe('');
  });

  test('the other waits for the end of the lease when the first does not give it back', async () => {
    const journal: string[] = [];
    const first = await candidate('fail-over', journal, 'a', { leaderElectionReleaseOnCancel: false });
    const second = await candidate('fail-over', journal, 'b');
    await using running = run(first);
    await first.elected;
    await running.stop();
    const stopped = performance.now();
    await using waiting = run(second);
    await second.elected;
    expect(performance.now() - stopped).toBeGreaterThan(2_000);
    await waiting.stop();
  });
});

describe('a leader', () => {
  test('stops everything when somebody else has its lease, and start rejects', async () => {
    const journal: string[] = [];
    const manager = await candidate('stolen', journal, 'a');
    await using running = run(manager);
    await manager.elected;
    await env.kubectl('patch', 'lease', 'stolen', '--type=merge', '-p', '{"spec":{"holderIdentity":"thief"}}');
    await expect(running.ended).rejects.toThrow(LeaderElectionLostError);
    await expect(running.ended).rejects.toThrow(`the leader lease ${env.namespace}/stolen is held by thief`);
    expect(journal).toEqual(['+a', '-a']);
    expect((await leaseOf('stolen')).spec.holderIdentity).toBe('thief');
  });

  test('writes its lease again when somebody deletes it', async () => {
    const manager = await candidate('deleted', [], 'a');
    await using running = run(manager);
    await manager.elected;
    const { holderIdentity } = (await leaseOf('deleted')).spec;
    await env.kubectl('delete', 'lease', 'deleted');
    await eventually(async () => expect((await leaseOf('deleted')).spec.holderIdentity).toBe(holderIdentity));
    await running.stop();
  });

  test('is refused without a name for the lease', async () => {
    await expect(makeManager(env, { leaderElection: true })).rejects.toThrow('leaderElection needs leaderElectionId');
  });
});

import { expect, test } from 'vitest';
import { soon } from '../support/eventually.ts';
import { violations } from '../support/invariants.ts';
import { useStage } from '../support/stage.ts';
import { FAILOVER_MS, LEASE, useTwoOperators } from '../support/two-operators.ts';

const stage = useStage();
const operators = useTwoOperators(stage);
const { start } = operators;
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] });

interface Lease {
  readonly spec: { readonly holderIdentity?: string; readonly leaseTransitions?: number };
}
const leasePath = (): string =>
  `/apis/coordination.k8s.io/v1/namespaces/${stage.environment.namespace}/leases/${LEASE}`;
const lease = (): Promise<Lease | undefined> => stage.api.find(leasePath());
const holder = async (): Promise<string> => (await lease())?.spec.holderIdentity ?? '';

test('one works, the other stands by and takes over at once when the first one leaves', async () => {
  const [first, second] = operators.proxies;
  await using leader = await start(first);
  await soon(holder).not.toBe('');
  const leading = await holder();
  // The second is ready (its caches are warm) without being the leader.
  await using standby = await start(second);
  await stage.writers.create('ann');
  await soon(() => stage.writers.readiness('ann')).toBe('True');
  expect(second.writes()).toEqual([]);
  expect(await holder()).toBe(leading);

  expect(await leader.stop()).toEqual({ code: 0, signal: null });
  // The lease was released: nobody has to wait until it runs out.
  await stage.writers.create('ben');
  await soon(() => stage.writers.readiness('ben'), { timeoutMs: 8_000 }).toBe('True');
  expect(await holder()).not.toBe(leading);
  expect(second.writes().length).toBeGreaterThan(0);
  expect(standby.running).toBe(true);
  expect(await violations(scene())).toEqual([]);
});

test('one that stands by and is stopped ends at once, and has written nothing', async () => {
  const [first, second] = operators.proxies;
  await using leader = await start(first);
  await stage.writers.create('gil');
  await soon(() => stage.writers.readiness('gil')).toBe('True');
  await using standby = await start(second);
  second.forgetCalls();
  expect(await standby.stop()).toEqual({ code: 0, signal: null });
  expect(second.writes()).toEqual([]);
  // Neither did it begin any: what it had warmed up was only stopped.
  const messages = standby.logs.map(({ msg }) => msg);
  expect(messages).not.toContain('starting workers');
  expect(messages).not.toContain('giving up what is still in hand');
  expect(leader.running).toBe(true);
});

test('a lease that is deleted by hand is taken again, and the work goes on', async () => {
  const [first, second] = operators.proxies;
  await using leader = await start(first);
  await using standby = await start(second);
  await stage.writers.create('finn');
  await soon(() => stage.writers.readiness('finn'), { timeoutMs: FAILOVER_MS }).toBe('True');
  const leading = await holder();
  await stage.api.delete(leasePath());
  await soon(holder, { timeoutMs: FAILOVER_MS }).not.toBe('');
  // Whoever asks first has it. If that was the other, the one that led learns so at its next renewal, and ends.
  if ((await holder()) !== leading) expect((await leader.ended({ timeoutMs: FAILOVER_MS })).code).toBe(1);
  await stage.writers.edit('finn', { age: 31 });
  await soon(() => stage.writers.readiness('finn'), { timeoutMs: FAILOVER_MS }).toBe('True');
  expect(await violations(scene())).toEqual([]);
  expect(standby.running).toBe(true);
});

test('when the first one is killed the other takes over once the lease has run out', async () => {
  const [first, second] = operators.proxies;
  await using leader = await start(first);
  await soon(() => first.calls({ resource: 'leases', verb: 'update' }).length).toBeGreaterThan(0);
  await using _standby = await start(second);
  second.forgetCalls();
  await leader.kill();
  await stage.writers.create('cleo');
  await soon(() => stage.writers.readiness('cleo'), { timeoutMs: FAILOVER_MS }).toBe('True');
  expect(second.writes().length).toBeGreaterThan(0);
  expect(await violations(scene())).toEqual([]);
});

test('a leader that cannot renew its lease stops working, and ends', async () => {
  const [first] = operators.proxies;
  await using leader = await start(first);
  await stage.writers.create('dora');
  await soon(() => stage.writers.readiness('dora')).toBe('True');
  const injection = first.inject({ on: { resource: 'leases' }, act: { kind: 'hang' }, times: 1_000 });
  await injection.untilFired();
  const { code } = await leader.ended({ timeoutMs: FAILOVER_MS });
  expect(code).toBe(1);
  expect(leader.logs.some(({ msg }) => /lease|leader/i.test(msg))).toBe(true);
  injection.remove();
});

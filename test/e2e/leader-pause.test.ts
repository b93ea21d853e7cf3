import { afterAll, beforeAll, expect, test } from 'vitest';
import { HttpProxy } from '../faults/http-proxy.ts';
import { soon } from '../support/eventually.ts';
import { recordHistory, regressions } from '../support/history.ts';
import { violations } from '../support/invariants.ts';
import type { OperatorProcess } from '../support/operator.ts';
import { useStage } from '../support/stage.ts';

// Two operators at once, each behind a proxy of its own, which tells who does the work.
const stage = useStage();
let proxies: readonly [HttpProxy, HttpProxy];
beforeAll(async () => {
  const { config } = stage.environment;
  proxies = [await HttpProxy.start(config), await HttpProxy.start(config)];
});
afterAll(async () => {
  for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
});

const LEASE = 'e2e.postgres-writer.demo.yash.com';
/** The lease lasts 15 s, and is asked for every 2 s. */
const FAILOVER_MS = 25_000;
const scene = () => ({ writers: stage.writers, tables: stage.tables, tableNames: ['students', 'alumni'] });

const start = (proxy: HttpProxy): Promise<OperatorProcess> =>
  stage.startOperator({
    kubeconfigPath: proxy.kubeconfig,
    args: [
      '--leader-elect',
      `--leader-election-id=${LEASE}`,
      `--leader-election-namespace=${stage.environment.namespace}`,
    ],
  });

test('a leader that is frozen beyond its lease and wakes does no harm', async () => {
  const history = await recordHistory(stage.tables);
  const [first, second] = proxies;
  await using leader = await start(first);
  await stage.writers.create('eve', { age: 1 });
  await soon(() => stage.writers.readiness('eve')).toBe('True');
  await using _standby = await start(second);

  // Frozen with work at hand: it has seen the edit, or finds it first thing when it wakes.
  await stage.writers.edit('eve', { age: 2 });
  leader.signal('SIGSTOP');
  await stage.writers.edit('eve', { age: 3 });
  await soon(async () => (await stage.tables.row(stage.writers.row('eve').id))?.age, { timeoutMs: FAILOVER_MS }).toBe(
    3,
  );
  leader.signal('SIGCONT');
  await leader.ended({ timeoutMs: FAILOVER_MS });
  await stage.writers.edit('eve', { age: 4 });
  await soon(async () => (await stage.tables.row(stage.writers.row('eve').id))?.age).toBe(4);
  expect(regressions(await history())).toEqual([]);
  await soon(() => violations(scene())).toEqual([]);
});

import { expect, test } from 'vitest';
import { HttpProxy } from '../faults/http-proxy.ts';
import { PostgresProxy } from '../faults/postgres-proxy.ts';
import { until } from '../support/eventually.ts';
import type { OperatorProcess } from '../support/operator.ts';
import { useStage } from '../support/stage.ts';

// Told to stop at any point of its start, while what it asked for is not answered: it ends soon, and well.
const stage = useStage();
/** Far below every deadline, and what a goodbye to PostgreSQL may take. */
const SOON_MS = 4_000;

async function endsSoon(operator: OperatorProcess): Promise<void> {
  const began = performance.now();
  expect(await operator.stop()).toEqual({ code: 0, signal: null });
  expect(performance.now() - began).toBeLessThan(SOON_MS);
  expect(operator.logs.filter(({ level }) => level !== 'info')).toEqual([]);
}

test.each([
  { what: 'any answer', on: {} },
  { what: 'what it may do', on: { resource: 'selfsubjectaccessreviews' } },
  { what: 'the id of the cluster', on: { resource: 'namespaces' } },
  { what: 'the list of objects', on: { resource: 'postgreswriters' } },
  { what: 'the lease', on: { resource: 'leases' } },
])('while it waits for $what', async ({ on }) => {
  await using proxy = await HttpProxy.start(stage.environment.config);
  const silence = proxy.inject({ on, act: { kind: 'hang' }, times: 100 });
  const { namespace } = stage.environment;
  await using operator = await stage.launchOperator({
    kubeconfigPath: proxy.kubeconfig,
    args: ['--leader-elect', '--leader-election-id=stopping.e2e', `--leader-election-namespace=${namespace}`],
  });
  await silence.untilFired();
  await endsSoon(operator);
});

test('while PostgreSQL is silent', async () => {
  await using proxy = await PostgresProxy.start(stage.environment.database);
  proxy.blackHole();
  await using operator = await stage.launchOperator({
    database: { ...stage.login, host: proxy.host, port: proxy.port },
  });
  await until('a connection to PostgreSQL', () => (proxy.connections > 0 ? true : undefined));
  await endsSoon(operator);
  await proxy.restore();
});

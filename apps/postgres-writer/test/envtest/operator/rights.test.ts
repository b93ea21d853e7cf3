import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, ServerProcess } from '@kubewright/envtest';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The operator with the rights that config/rbac gives it, and no other: the markers must ask for all that it does.
const env = testEnvironment({ database: true, ownControlPlane: {} });
const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const ACCOUNT = 'system:serviceaccount:system:controller-manager';
let operator: ServerProcess;
let logPath: string;

beforeAll(async () => {
  await env.sql('create table students (id text primary key, name text, age integer check (age < 200), country text)');
  await kubectl('create', 'namespace', 'system');
  for (const file of [
    'role.yaml',
    'role_binding.yaml',
    'leader_election_role.yaml',
    'leader_election_role_binding.yaml',
  ]) {
    await kubectl('apply', '-f', join(root, 'config/rbac', file));
  }
  const { kubeconfigPath } = await env.controlPlane.addUser({ name: ACCOUNT });
  const { host, port, user, password, database } = env.database;
  const probes = await freePort();
  logPath = join(env.controlPlane.access.directory, 'operator.log');
  operator = await ServerProcess.start({
    name: 'the operator',
    command: process.execPath,
    args: [
      '--conditions=@kubewright/source',
      join(root, 'apps/postgres-writer/main.ts'),
      `--kubeconfig=${kubeconfigPath}`,
      `--health-probe-bind-address=127.0.0.1:${probes}`,
      '--metrics-bind-address=0',
      '--leader-elect',
      '--leader-election-namespace=system',
    ],
    env: {
      PSQL_HOST: host,
      PSQL_PORT: String(port),
      PSQL_USER: user,
      PSQL_PASSWORD: password,
      PSQL_DBNAME: database,
    },
    logPath,
    isReady: async (signal) => (await fetch(`http://127.0.0.1:${probes}/readyz`, { signal })).ok,
    stopSignal: 'SIGTERM',
  });
});
afterAll(() => operator.stop());

/** Runs kubectl as administrator. @throws what it complains of. */
async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await env.kubectl(...args);
  if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

test('an object becomes a row, is refused with an event, and goes', async () => {
  await env.kubectl.apply({
    apiVersion: 'demo.yash.com/v1',
    kind: 'PostgresWriter',
    metadata: { name: 'sample-student' },
    spec: { table: 'students', name: 'alex', age: 23, country: 'canada' },
  });
  await kubectl('wait', '--for=condition=Ready', 'pw/sample-student', '--timeout=20s');
  expect(await env.sql('select name from students')).toEqual([{ name: 'alex' }]);

  await kubectl('patch', 'pw', 'sample-student', '--type=merge', '-p', '{"spec":{"age":201}}');
  await kubectl('wait', '--for=condition=Stalled', 'pw/sample-student', '--timeout=20s');
  await eventually(async () => {
    expect(await kubectl('events', '--for=pw/sample-student')).toContain('ValueRefused');
  });

  await kubectl('delete', 'pw', 'sample-student', '--timeout=20s');
  expect(await env.sql('select name from students')).toEqual([]);
});

test('nothing that it did was forbidden', async () => {
  await operator.stop();
  expect(await operator.exited).toEqual({ code: 0, signal: null });
  expect(await readFile(logPath, 'utf8')).not.toMatch(/forbidden/i);
});

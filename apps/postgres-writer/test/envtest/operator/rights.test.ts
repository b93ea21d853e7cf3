import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, ServerProcess } from '@kubewright/envtest';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The operator as `make deploy` itself sets it up: with the flags and rights of config/default, and no other. What the markers do
// not ask for, it may not do.
const env = testEnvironment({ database: true, ownControlPlane: { crdPaths: [] } });
const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const NAMESPACE = 'postgres-writer-system';
const ACCOUNT = `system:serviceaccount:${NAMESPACE}:postgres-writer-controller-manager`;
const IMAGE = 'registry.example.com:5000/postgres-writer:0.1.0';
let operator: ServerProcess;
let logPath: string;
let metricsPort: number;

beforeAll(async () => {
  await env.sql('create table students (id text primary key, name text, age integer check (age < 200), country text)');
  await makeDeploy();
  const { kubeconfigPath } = await env.controlPlane.addUser({ name: ACCOUNT });
  const { host, port, user, password, database } = env.database;
  const probes = await freePort();
  metricsPort = await freePort();
  logPath = join(env.controlPlane.access.directory, 'operator.log');
  operator = await ServerProcess.start({
    name: 'the operator',
    command: process.execPath,
    args: [
      '--conditions=@kubewright/source',
      join(root, 'apps/postgres-writer/main.ts'),
      ...(JSON.parse(await deployed('args')) as string[]),
      // What is of the pod: its account and namespace, and ports of its own.
      `--kubeconfig=${kubeconfigPath}`,
      `--leader-election-namespace=${NAMESPACE}`,
      `--health-probe-bind-address=127.0.0.1:${probes}`,
      `--metrics-bind-address=:${metricsPort}`,
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

/** As the Makefile does it. */
async function makeDeploy(): Promise<void> {
  const flags = ['--kubectl', env.controlPlane.access.kubectlPath, '--deployment', '--image', IMAGE];
  const script = ['--conditions=@kubewright/source', join(root, 'hack/install.ts')];
  const { PATH, HOME } = process.env;
  await promisify(execFile)(process.execPath, [...script, ...flags], {
    cwd: root,
    env: { PATH, HOME, KUBECONFIG: env.kubeconfigPath },
  });
}

/** A field of the Deployment's container. */
async function deployed(field: string): Promise<string> {
  const name = 'deployment/postgres-writer-controller-manager';
  const path = `jsonpath={.spec.template.spec.containers[0].${field}}`;
  return await kubectl('-n', NAMESPACE, 'get', name, '-o', path);
}

/** As a scraper that does not check certificates. */
async function scrape(token?: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined; body: string }>();
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = { port: metricsPort, path: '/metrics', headers, rejectUnauthorized: false, agent: false } as const;
  request({ host: '127.0.0.1', ...options }, (response) => {
    text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
  })
    .on('error', reject)
    .end();
  return await promise;
}

/** A token of a new account in the namespace of the tests. */
async function tokenOf(account: string): Promise<string> {
  await kubectl('create', 'serviceaccount', account);
  return (await kubectl('create', 'token', account)).trim();
}

/** Runs kubectl as administrator. @throws what it complains of. */
async function kubectl(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await env.kubectl(...args);
  if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`);
  return stdout;
}

test('an object becomes a row, is refused with an event, and goes', async () => {
  const sample = {
    apiVersion: 'demo.yash.com/v1',
    kind: 'PostgresWriter',
    metadata: { name: 'sample-student' },
    spec: { table: 'students', name: 'alex', age: 23, country: 'canada' },
  };
  // An API server refuses to create objects of a CRD that it has just learnt of.
  await eventually(() => env.kubectl.apply(sample));
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

test('the Deployment has the image that was asked for', async () => {
  expect(await deployed('image')).toBe(IMAGE);
});

test('metrics are for those who may read them: 401 without a token, 403 without the right, 200 with it', async () => {
  expect(await scrape()).toMatchObject({ status: 401 });
  expect(await scrape('no-token-of-this-cluster')).toMatchObject({ status: 401 });
  const stranger = await tokenOf('stranger');
  expect(await scrape(stranger)).toMatchObject({ status: 403, body: expect.stringContaining('stranger') as string });

  const reader = await tokenOf('prometheus');
  const account = `${env.namespace}:prometheus`;
  await kubectl(
    ...['create', 'clusterrolebinding', 'prometheus-reads'],
    ...['--clusterrole=postgres-writer-metrics-reader', `--serviceaccount=${account}`],
  );
  // The authorizer hears of it a moment later, and a denial would be remembered.
  await eventually(async () => {
    const answer = await env.kubectl('auth', 'can-i', 'get', '/metrics', `--as=system:serviceaccount:${account}`);
    expect(answer.stdout.trim()).toBe('yes');
  });
  const { status, body } = await scrape(reader);
  expect(status).toBe(200);
  expect(body).toMatch(/^postgres_writer_rows_written_total\{operation="insert"\} 1$/m);
});

test('what config/default leaves commented out fits in', async () => {
  const copy = await mkdtemp(join(tmpdir(), 'config-'));
  try {
    await cp(join(root, 'config'), copy, { recursive: true });
    const path = join(copy, 'default/kustomization.yaml');
    // Prose has a space behind its mark, and what can be put in has none.
    const uncommented = (await readFile(path, 'utf8')).replaceAll(/^( *)#(?=-| {2}|\w+:)/gm, '$1');
    await writeFile(path, uncommented);
    const all = await kubectl('kustomize', join(copy, 'default'));
    expect(all).toMatch(/^kind: ServiceMonitor$/m);
    // This cluster has no Prometheus operator.
    await writeFile(path, uncommented.replace('- ../prometheus\n', '\n'));
    const applied = await kubectl('apply', '--server-side', '--dry-run=server', '-k', join(copy, 'default'));
    expect(applied).toContain('networkpolicy.networking.k8s.io/postgres-writer-allow-metrics-traffic');
    expect(applied).toContain('deployment.apps/postgres-writer-controller-manager');
    expect(applied).toContain('poddisruptionbudget.policy/postgres-writer-controller-manager');
    expect(all).toMatch(/^ {2}replicas: 2$/m);
    expect(all).toContain('--metrics-cert-path=/etc/metrics-server-cert');
  } finally {
    await rm(copy, { recursive: true });
  }
});

test('nothing that it did was forbidden', async () => {
  await operator.stop();
  expect(await operator.exited).toEqual({ code: 0, signal: null });
  expect(await readFile(logPath, 'utf8')).not.toMatch(/forbidden/i);
});

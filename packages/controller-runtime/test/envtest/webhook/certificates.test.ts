import { Secret } from '@kubewright/apimachinery/core/v1';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installWebhooks } from '@kubewright/envtest';
import { eventually, testEnvironment } from '@kubewright/envtest/vitest';
import { parse } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueAuthority, issueServing, SelfManagedCertificates } from '../../../src/certificates/index.ts';
import { createClient, loadConfig, type LiveClient } from '../../../src/client/index.ts';
import { systemClock } from '../../../src/internal/clock/clock.ts';
import { discardLogger } from '../../../src/log/index.ts';
import { webhookManagedBy, type Manager } from '../../../src/index.ts';
import { makeManager, run } from '../manager/support.ts';
import { defaulter, kindsOf } from './cronjob-webhooks.ts';
import { aConfiguration, aCrd, installCrd } from './support.ts';

const GROUP = 'rotation.test.kubewright.dev';
const { CronJob } = kindsOf(GROUP);
const env = testEnvironment({ namespaces: 2 });
let client: LiveClient;

beforeAll(async () => {
  client = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
  await installCrd(env.kubectl, aCrd(GROUP, 'v1'));
});
afterAll(() => client.destroy());

/** A replica with a server of its own; all share the Secret. The first one's server is the one that is called. */
const aReplica = async (port = 0): Promise<Manager> => {
  const manager = await makeManager(env, {
    webhook: {
      host: '127.0.0.1',
      port,
      selfManaged: {
        secretName: 'rotating',
        namespace: env.namespace,
        hosts: ['127.0.0.1'],
        mutatingWebhookConfigurations: [env.namespace],
        // Renewed every four seconds; another authority after eight.
        authorityValidityMs: 12_000,
        servingValidityMs: 6_000,
        trustDelayMs: 1_000,
      },
    },
  });
  await webhookManagedBy(manager).for(CronJob).withDefaulter(defaulter).complete();
  return manager;
};

test('no call fails while certificate and authority are renewed, by whichever of two replicas', async () => {
  const [first, second] = [await aReplica(), await aReplica()];
  await using _first = run(first);
  await using _second = run(second);
  await first.elected;
  await installWebhooks({
    kubectl: env.kubectl,
    address: first.addresses.webhook!,
    manifests: [
      aConfiguration({
        kind: 'MutatingWebhookConfiguration',
        name: env.namespace,
        group: GROUP,
        namespace: env.namespace,
        path: '/mutate-rotation-test-kubewright-dev-v1-cronjob',
      }),
    ],
  });
  const call = async () =>
    await client.create(
      CronJob,
      { metadata: { name: 'x', namespace: env.namespace }, spec: { schedule: '0 4 * * *' } },
      { dryRun: true },
    );
  await eventually(call);

  const secret = async () => (await client.get(Secret, { namespace: env.namespace, name: 'rotating' })).data!;
  const before = await secret();
  let calls = 0;
  const failures: unknown[] = [];
  let renewedAt = Infinity;
  await eventually(
    async () => {
      await call().then(
        ({ spec }) => (calls += spec.keep === 3 ? 1 : 0),
        (error: unknown) => failures.push(error),
      );
      if ((await secret())['ca.key'] !== before['ca.key']) renewedAt = Math.min(renewedAt, performance.now());
      // The new authority has been there for longer than API servers are given to hear of it, and has signed.
      return performance.now() > renewedAt + 2_500;
    },
    { timeoutMs: 25_000 },
  );
  expect(failures).toEqual([]);
  expect(calls).toBeGreaterThan(10);
  expect((await secret())['tls.crt']).not.toBe(before['tls.crt']);
});

test('replicas that start at once make one Secret, and serve the same', async () => {
  const stop = new AbortController();
  const replicas = Array.from(
    { length: 4 },
    () =>
      new SelfManagedCertificates({
        options: { secretName: 'shared', hosts: ['localhost'] },
        namespace: env.namespaces[1]!,
        client,
        clock: systemClock,
        log: discardLogger,
      }),
  );
  const served = replicas.map((replica) => {
    const certificates: string[] = [];
    replica.subscribe(({ cert }) => certificates.push(cert));
    return certificates;
  });
  const ended = replicas.map((replica) => replica.start(stop.signal));
  await eventually(() => replicas.every(({ current }) => current !== undefined));
  expect(new Set(served.flat()).size).toBe(1);
  stop.abort();
  await Promise.all(ended);
});

test('the API server goes on calling when the kubelet swaps the files of a certificate', async () => {
  const validity = { notBeforeMs: Date.now() - 60_000, notAfterMs: Date.now() + 3_600_000 };
  const authorities = [issueAuthority('one', validity), issueAuthority('two', validity)];
  const certDir = await mkdtemp(join(tmpdir(), 'serving-certs-'));
  for (const [version, authority] of authorities.entries()) {
    const { cert, key } = issueServing(authority, ['127.0.0.1'], validity);
    await mkdir(join(certDir, `..${version}`));
    await writeFile(join(certDir, `..${version}`, 'tls.crt'), cert);
    await writeFile(join(certDir, `..${version}`, 'tls.key'), key);
  }
  /** As the kubelet turns `..data` to another folder at once. */
  const swapTo = async (version: number): Promise<void> => {
    await symlink(`..${version}`, join(certDir, '..data_tmp'));
    await rename(join(certDir, '..data_tmp'), join(certDir, '..data'));
  };
  await swapTo(0);
  for (const file of ['tls.crt', 'tls.key']) await symlink(join('..data', file), join(certDir, file));

  const manager = await makeManager(env, { webhook: { host: '127.0.0.1', port: 0, certDir } });
  await webhookManagedBy(manager).for(CronJob).withDefaulter(defaulter).complete();
  await using _running = run(manager);
  await manager.elected;
  const name = `${env.namespaces[1]}-files`;
  const configuration = aConfiguration({
    kind: 'MutatingWebhookConfiguration',
    name,
    group: GROUP,
    namespace: env.namespaces[1]!,
    path: '/mutate-rotation-test-kubewright-dev-v1-cronjob',
  });
  const trust = async (caPem: string): Promise<void> =>
    await installWebhooks({
      kubectl: env.kubectl,
      address: manager.addresses.webhook!,
      manifests: [configuration],
      caPem,
    });
  const object = { metadata: { name: 'x', namespace: env.namespaces[1]! }, spec: { schedule: '0 4 * * *' } };
  const call = async () => (await client.create(CronJob, object, { dryRun: true })).spec.keep;

  const [one, two] = authorities.map(({ cert }) => cert) as [string, string];
  await trust(one);
  await eventually(async () => expect(await call()).toBe(3));
  await swapTo(1);
  // With another bundle the API server opens another connection, and meets the second certificate.
  await trust(two);
  await eventually(async () => expect(await call()).toBe(3));
  await env.kubectl('delete', 'mutatingwebhookconfiguration', name);
  await rm(certDir, { recursive: true });
});

test('the rights that docs/webhooks.md names are enough, watches included', async () => {
  const user = `system:serviceaccount:${env.namespace}:keeper`;
  const name = `${env.namespace}-keeper`;
  const secretName = 'cronjob-webhook-cert';
  await env.kubectl.apply(...rolesOf(await documentedRules(name), name, user), {
    ...aConfiguration({ kind: 'ValidatingWebhookConfiguration', name, group: GROUP, namespace: 'none', path: '/x' }),
  });
  const config = await loadConfig({ kubeconfig: env.kubeconfigPath });
  await using keeper = createClient({ ...config, impersonate: { user, groups: [], extra: {} } });
  const certificates = new SelfManagedCertificates({
    options: {
      secretName,
      hosts: ['localhost'],
      validatingWebhookConfigurations: [name],
      mutatingWebhookConfigurations: [],
    },
    namespace: env.namespace,
    client: keeper,
    clock: systemClock,
    log: discardLogger,
  });
  const stop = new AbortController();
  const ended = certificates.start(stop.signal);
  const bundle = async (): Promise<string> =>
    (
      await env.kubectl(
        'get',
        'validatingwebhookconfiguration',
        name,
        '-o',
        'jsonpath={.webhooks[0].clientConfig.caBundle}',
      )
    ).stdout;
  await eventually(async () => expect(await bundle()).not.toBe(''));
  const removal = '[{"op":"remove","path":"/webhooks/0/clientConfig/caBundle"}]';
  await eventually(async () => {
    // The role may come later than the first attempt to watch.
    await env.kubectl('patch', 'validatingwebhookconfiguration', name, '--type=json', '-p', removal);
    await eventually(async () => expect(await bundle()).not.toBe(''), { timeoutMs: 1_000 });
  });
  stop.abort();
  await ended;
  expect(certificates.current).toBeDefined();
  await env.kubectl('delete', 'validatingwebhookconfiguration', name);
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules of the page, for this test's configuration. */
async function documentedRules(configuration: string): Promise<readonly Rule[]> {
  const page = await readFile(new URL('../../../../../docs/webhooks.md', import.meta.url), 'utf8');
  const rules = parse(/```yaml\n(?<yaml>[^`]*)```/.exec(page)?.groups?.['yaml'] ?? '') as readonly Rule[];
  return rules.map((rule) =>
    rule.resourceNames?.includes('cronjob') === true ? { ...rule, resourceNames: [configuration] } : rule,
  );
}

function rolesOf(rules: readonly Rule[], name: string, user: string): readonly object[] {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const ofSecrets = rules.filter(({ resources }) => resources.includes('secrets'));
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }];
  const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
  const metadata = { name };
  return [
    { apiVersion, kind: 'Role', metadata, rules: ofSecrets },
    { apiVersion, kind: 'RoleBinding', metadata, roleRef: roleRef('Role'), subjects },
    { apiVersion, kind: 'ClusterRole', metadata, rules: rules.filter((rule) => !ofSecrets.includes(rule)) },
    { apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef: roleRef('ClusterRole'), subjects },
  ];
}

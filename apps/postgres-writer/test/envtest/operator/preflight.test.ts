import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, loadConfig } from '@kubewright/controller-runtime/client';
import { freePort } from '@kubewright/envtest';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { describe, expect, test } from 'vitest';
import { preflight, PreflightError } from '../../../preflight.ts';

const env = testEnvironment({ ownControlPlane: { crdPaths: [] } });
const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const { signal } = new AbortController();

async function preflightAs(
  kubeconfig: string,
  namespaces: readonly string[] = [],
  leaseNamespace?: string,
): Promise<string> {
  await using client = createClient(await loadConfig({ kubeconfig }));
  return await preflight({ client, namespaces, leaseNamespace, signal });
}

async function refusal(...where: Parameters<typeof preflightAs>): Promise<string> {
  const thrown: unknown = await preflightAs(...where).catch((error: unknown) => error);
  if (!(thrown instanceof PreflightError)) throw new Error(`not refused: ${String(thrown)}`);
  return thrown.message;
}

interface Kubeconfig {
  clusters: { cluster: { server: string } }[];
  users: { user: Record<string, string> }[];
}

/** The administrator's kubeconfig with something exchanged. */
async function changedKubeconfig(name: string, change: (kubeconfig: Kubeconfig) => void): Promise<string> {
  const path = join(env.controlPlane.access.directory, `${name}.kubeconfig`);
  const kubeconfig = JSON.parse(await readFile(env.kubeconfigPath, 'utf8')) as Kubeconfig;
  change(kubeconfig);
  await writeFile(path, JSON.stringify(kubeconfig), { mode: 0o600 });
  return path;
}

describe('before it starts, the operator says', () => {
  test('that the CRD is missing, and how to install it', async () => {
    expect(await refusal(env.kubeconfigPath)).toBe(
      'the cluster does not know demo.yash.com/v1 PostgresWriter: install the CRD postgreswriters.demo.yash.com with `make install`',
    );
  });

  test('that nothing listens where the kubeconfig says', async () => {
    const server = `https://127.0.0.1:${await freePort()}`;
    const elsewhere = await changedKubeconfig('elsewhere', ({ clusters }) => (clusters[0]!.cluster.server = server));
    expect(await refusal(elsewhere)).toMatch(/^the cluster cannot be used: .*nothing listens at .*\. Is it running/);
  });

  test('that the credentials are not accepted', async () => {
    const wrongToken = await changedKubeconfig('wrong-token', ({ users }) => (users[0]!.user = { token: 'wrong' }));
    expect(await refusal(wrongToken)).toMatch(/does not accept the credentials/);
  });
});

describe('once the CRD is there', () => {
  test('the operator knows the cluster by an id that stays', async () => {
    await env.controlPlane.installCrds([join(root, 'config/crd/bases')]);
    const id = await preflightAs(env.kubeconfigPath);
    const { stdout } = await env.kubectl('get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}');
    expect(id).toBe(stdout);
    expect(await preflightAs(env.kubeconfigPath, [env.namespace])).toBe(id);
  });

  test('an id that was given is taken, and the right to read kube-system is not asked for', async () => {
    await using admin = createClient(await loadConfig({ kubeconfig: env.kubeconfigPath }));
    expect(await preflight({ client: admin, namespaces: [], clusterId: 'prod', signal })).toBe('prod');
    const { kubeconfigPath } = await env.controlPlane.addUser({ name: 'named', groups: [] });
    await using client = createClient(await loadConfig({ kubeconfig: kubeconfigPath }));
    const thrown: unknown = await preflight({ client, namespaces: ['team-a'], clusterId: 'prod', signal }).catch(
      (error: unknown) => error,
    );
    expect(thrown).toMatchObject({ message: expect.not.stringContaining('kube-system') as string });
  });

  test('an account without permissions is told all that it may not do', async () => {
    const { kubeconfigPath } = await env.controlPlane.addUser({ name: 'nobody', groups: [] });
    expect(await refusal(kubeconfigPath, ['team-a'], 'operators')).toBe(
      [
        "the operator's account may not:",
        '  list postgreswriters.demo.yash.com in namespace team-a',
        '  watch postgreswriters.demo.yash.com in namespace team-a',
        '  get postgreswriters.demo.yash.com in namespace team-a',
        '  patch postgreswriters.demo.yash.com in namespace team-a',
        '  update postgreswriters/status.demo.yash.com in namespace team-a',
        '  create events.events.k8s.io in namespace team-a',
        '  get namespaces kube-system',
        '  get leases.coordination.k8s.io in namespace operators',
        '  create leases.coordination.k8s.io in namespace operators',
        '  update leases.coordination.k8s.io in namespace operators',
        'Grant it with config/rbac (`make deploy` does), or run as somebody who may',
      ].join('\n'),
    );
  });

  test('one that is to serve secure metrics needs to ask who may read them', async () => {
    const { kubeconfigPath } = await env.controlPlane.addUser({ name: 'asker', groups: [] });
    await using client = createClient(await loadConfig({ kubeconfig: kubeconfigPath }));
    const asked = preflight({ client, namespaces: [], asksForReaders: true, signal });
    await expect(asked).rejects.toThrow(/ create tokenreviews\.authentication\.k8s\.io /);
    await expect(asked).rejects.toThrow(/ create subjectaccessreviews\.authorization\.k8s\.io /);
  });
});

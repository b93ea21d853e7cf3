import { SelfSubjectReview } from '@kubewright/apimachinery/authentication/v1';
import { createClient, loadConfig, type LiveClient } from '@kubewright/controller-runtime/client';
import { FakeClock } from '@kubewright/controller-runtime/testing';
import { testEnvironment } from '@kubewright/envtest/vitest';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder } from '../../unit/client/config/files.ts';

const env = testEnvironment({ ownControlPlane: {} });
const folder = temporaryFolder();

/** Whom the server takes us for. */
const whoAmI = async (client: LiveClient): Promise<string | undefined> =>
  (await client.create(SelfSubjectReview, { metadata: {} })).status?.userInfo?.username;

interface UserFiles {
  readonly certificate: string;
  readonly key: string;
}
async function addUser(name: string): Promise<UserFiles> {
  const { kubeconfigPath } = await env.controlPlane.addUser({ name, groups: ['system:masters'] });
  const { users } = parse(await readFile(kubeconfigPath, 'utf8')) as {
    readonly users: readonly [{ readonly user: Readonly<Record<string, string>> }];
  };
  const decode = (data: string | undefined): string => Buffer.from(data ?? '', 'base64').toString();
  const [{ user }] = users;
  return { certificate: decode(user['client-certificate-data']), key: decode(user['client-key-data']) };
}
async function writeUser({ certificate, key }: UserFiles): Promise<void> {
  await folder.write('tls.crt', certificate);
  await folder.write('tls.key', key);
}
async function clientOfFiles(clock: FakeClock, ca = env.config.caPem): Promise<LiveClient> {
  const path = async (name: string): Promise<string> => `${await folder.path()}/${name}`;
  await folder.write('ca.crt', ca);
  return createClient(
    {
      ...(await loadConfig({ kubeconfig: env.kubeconfigPath })),
      tls: {
        ca: { kind: 'file', path: await path('ca.crt') },
        clientCertificate: {
          certificate: { kind: 'file', path: await path('tls.crt') },
          key: { kind: 'file', path: await path('tls.key') },
        },
        insecureSkipVerify: false,
      },
    },
    { clock },
  );
}

describe('while it runs, a client takes up', () => {
  test('a client certificate that was replaced, once certificate and key fit again', async () => {
    const [one, two] = [await addUser('one'), await addUser('two')];
    const clock = new FakeClock();
    await writeUser(one);
    await using client = await clientOfFiles(clock);
    expect(await whoAmI(client)).toBe('one');
    // Half of the rotation.
    await folder.write('tls.crt', two.certificate);
    await clock.advance(60_000);
    expect(await whoAmI(client)).toBe('one');
    await folder.write('tls.key', two.key);
    await clock.advance(60_000);
    expect(await whoAmI(client)).toBe('two');
  });

  test('a CA that was replaced, as soon as the old one does not do', async () => {
    await writeUser(await addUser('one'));
    const clock = new FakeClock();
    // Any certificate authority but the server's own: the user's certificate stands for itself alone.
    await using client = await clientOfFiles(clock, (await addUser('stranger')).certificate);
    await expect(whoAmI(client)).rejects.toThrow('TLS with 127.0.0.1');
    await folder.write('ca.crt', env.config.caPem);
    await clock.advance(1_000);
    expect(await whoAmI(client)).toBe('one');
  });

  test('a service account token that was replaced, within a minute', async () => {
    const { namespace } = env;
    const tokenOf = async (name: string): Promise<string> => {
      await env.kubectl('create', 'serviceaccount', name);
      return (await env.kubectl('create', 'token', name)).stdout.trim();
    };
    const path = await folder.write('token', await tokenOf('first'));
    const clock = new FakeClock();
    const config = await loadConfig({ kubeconfig: env.kubeconfigPath });
    const { ca } = config.tls;
    await using client = createClient(
      { ...config, tls: { ...(ca && { ca }), insecureSkipVerify: false }, auth: { kind: 'tokenFile', path } },
      { clock },
    );
    expect(await whoAmI(client)).toBe(`system:serviceaccount:${namespace}:first`);
    await folder.write('token', await tokenOf('second'));
    await clock.advance(60_000);
    expect(await whoAmI(client)).toBe(`system:serviceaccount:${namespace}:second`);
  });
});

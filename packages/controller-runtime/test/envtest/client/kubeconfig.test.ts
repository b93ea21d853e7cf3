import { loadConfig } from '@kubewright/controller-runtime/client';
import { kubectl, resolveBinaries } from '@kubewright/envtest';
import { delimiter, dirname, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aKubeconfig, base64, pemOf, temporaryFolder } from '../../unit/client/config/files.ts';

const folder = temporaryFolder();

/** The parts of `kubectl config view` that one context comes to. */
interface Minified {
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, string>> }];
  readonly users: readonly [{ readonly user: Readonly<Record<string, string>> }];
  readonly contexts: readonly [{ readonly context: { readonly namespace?: string } }];
}

async function asKubectlSees(...paths: readonly string[]): Promise<Minified> {
  const view = kubectl((await resolveBinaries()).kubectl, paths.join(delimiter));
  const { stdout, stderr } = await view('config', 'view', '--raw', '--minify', '--output=json');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Minified;
}

describe('what a kubeconfig means is what kubectl takes it for', () => {
  test.each([
    { what: 'a token', init: {} },
    { what: 'a namespace', init: { context: { namespace: 'mine' } } },
    {
      what: 'a client certificate by path',
      init: { user: { 'client-certificate': 'c.pem', 'client-key': '../k.pem' } },
    },
    { what: 'a CA by value', init: { cluster: { 'certificate-authority-data': base64(pemOf('CA')) } } },
    { what: 'a CA by path', init: { cluster: { 'certificate-authority': 'sub/ca.pem', 'tls-server-name': 'api' } } },
    { what: 'basic auth', init: { user: { token: '', username: 'joe', password: 'x' } } },
    { what: 'a token file', init: { user: { token: '', tokenFile: 'token' } } },
  ])('$what', async ({ init }) => {
    const path = await folder.write('dir/config', aKubeconfig(init));
    const ours = await loadConfig({ kubeconfig: path, env: {} });
    const {
      clusters: [{ cluster }],
      users: [{ user }],
      contexts: [{ context }],
    } = await asKubectlSees(path);
    expect(ours.server).toBe(cluster['server']);
    expect(ours.namespace).toBe(context.namespace ?? 'default');
    expect(ours.tls.serverName).toBe(cluster['tls-server-name']);
    // kubectl shows a path as it is written, and resolves it against the file when it reads it.
    const absolute = (shown: string | undefined): string | undefined => shown && resolve(dirname(path), shown);
    const { ca, clientCertificate } = ours.tls;
    expect(ca?.kind === 'file' ? ca.path : undefined).toBe(absolute(cluster['certificate-authority']));
    expect(ca?.kind === 'data' ? base64(ca.pem) : undefined).toBe(cluster['certificate-authority-data']);
    const { certificate, key } = clientCertificate ?? {};
    expect(certificate?.kind === 'file' ? certificate.path : undefined).toBe(absolute(user['client-certificate']));
    expect(key?.kind === 'file' ? key.path : undefined).toBe(absolute(user['client-key']));
    switch (ours.auth.kind) {
      case 'token':
        expect(ours.auth.token).toBe(user['token']);
        break;
      case 'tokenFile':
        expect(ours.auth.path).toBe(absolute(user['tokenFile']));
        break;
      case 'basic':
        expect(ours.auth).toEqual({ kind: 'basic', username: user['username'], password: user['password'] });
        break;
      default:
        expect.unreachable();
    }
  });
});

test('several kubeconfigs are merged as kubectl merges them', async () => {
  const first = await folder.write('a/config', {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'both',
    users: [{ name: 'u', user: { 'client-certificate': 'c.pem', 'client-key': 'k.pem' } }],
  });
  const second = await folder.write('b/config', {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'other',
    clusters: [{ name: 'c', cluster: { server: 'https://c:1', 'certificate-authority': 'ca.pem' } }],
    users: [{ name: 'u', user: { token: 'not-this-one' } }],
    contexts: [{ name: 'both', context: { cluster: 'c', user: 'u', namespace: 'mine' } }],
  });
  const missing = `${first}-missing`;
  const ours = await loadConfig({ env: { KUBECONFIG: [missing, first, second].join(delimiter) } });
  const { clusters, users, contexts } = await asKubectlSees(missing, first, second);
  expect(ours).toMatchObject({
    server: clusters[0].cluster['server'],
    namespace: contexts[0].context.namespace,
    auth: { kind: 'none' },
    tls: {
      ca: { path: resolve(dirname(second), clusters[0].cluster['certificate-authority'] ?? '') },
      clientCertificate: { certificate: { path: resolve(dirname(first), users[0].user['client-certificate'] ?? '') } },
    },
  });
  expect(users[0].user['token']).toBeUndefined();
});

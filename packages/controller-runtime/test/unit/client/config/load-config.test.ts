import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, NoClusterError } from '../../../../src/client/index.ts';
import { aKubeconfig, base64, pemOf, temporaryFolder } from './files.ts';

const folder = temporaryFolder();

describe('where the configuration comes from', () => {
  test('an explicit path, whatever KUBECONFIG says', async () => {
    const explicit = await folder.write('explicit', aKubeconfig({ name: 'explicit' }));
    const listed = await folder.write('listed', aKubeconfig({ name: 'listed' }));
    const config = await loadConfig({ kubeconfig: explicit, env: { KUBECONFIG: listed } });
    expect(config).toMatchObject({ server: 'https://explicit:6443', origin: `${explicit}, context "explicit"` });
  });

  test('an explicit path that is not there is an error, even in a pod', async () => {
    const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    await expect(loadConfig({ kubeconfig: '/nowhere', env })).rejects.toThrow('kubeconfig /nowhere is not there');
  });

  test('the files of KUBECONFIG, of which some may be missing', async () => {
    const file = await folder.write('a', aKubeconfig());
    expect(await loadConfig({ env: { KUBECONFIG: `/nowhere:${file}:` } })).toMatchObject({
      server: 'https://test:6443',
    });
  });

  test('~/.kube/config', async () => {
    await folder.write('.kube/config', aKubeconfig({ name: 'home' }));
    expect(await loadConfig({ env: { HOME: await folder.path() } })).toMatchObject({ server: 'https://home:6443' });
  });

  test('none: the error lists what was looked at, and says what to do', async () => {
    const home = await folder.path();
    const error: unknown = await loadConfig({ env: { HOME: home } }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoClusterError);
    expect(String(error)).toContain(join(home, '.kube', 'config'));
    expect(String(error)).toContain('KUBERNETES_SERVICE_HOST is not set');
    expect(String(error)).toContain('--kubeconfig or KUBECONFIG');
  });

  test('a pod without a service account token says so', async () => {
    const env = { HOME: await folder.path(), KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    await expect(loadConfig({ env })).rejects.toThrow('automountServiceAccountToken');
  });
});

describe('several kubeconfigs', () => {
  test('the first entry of a name counts, whole; and the first current-context', async () => {
    const first = await folder.write('first', {
      kind: 'Config',
      'current-context': 'b',
      users: [{ name: 'u', user: { username: 'joe', password: 'secret' } }],
    });
    const second = await folder.write('second', {
      kind: 'Config',
      'current-context': 'a',
      clusters: [{ name: 'c', cluster: { server: 'https://c:1' } }],
      users: [{ name: 'u', user: { token: 'not-this-one' } }],
      contexts: [
        { name: 'a', context: { cluster: 'none', user: 'u' } },
        { name: 'b', context: { cluster: 'c', user: 'u', namespace: 'mine' } },
      ],
    });
    const config = await loadConfig({ env: { KUBECONFIG: `${first}:${second}:${first}` } });
    expect(config).toMatchObject({
      server: 'https://c:1',
      namespace: 'mine',
      auth: { kind: 'basic', username: 'joe', password: 'secret' },
    });
  });

  test('paths are relative to the file that names them', async () => {
    const file = await folder.write('sub/config', aKubeconfig({ cluster: { 'certificate-authority': 'ca.pem' } }));
    const config = await loadConfig({ kubeconfig: file, env: {} });
    expect(config.tls.ca).toEqual({ kind: 'file', path: join(await folder.path(), 'sub', 'ca.pem') });
  });

  test('an empty file is one without entries', async () => {
    const empty = await folder.write('empty', '');
    await expect(loadConfig({ kubeconfig: empty, env: {} })).rejects.toThrow('has no current-context');
  });
});

describe('what an entry means', () => {
  const ca = { kind: 'data', pem: pemOf('CA') };
  test.each([
    { what: 'a server without a port', cluster: { server: 'https://h' }, want: { server: 'https://h' } },
    {
      what: 'a server with a path',
      cluster: { server: 'https://h/k8s/clusters/c-1/' },
      want: { server: 'https://h/k8s/clusters/c-1' },
    },
    {
      what: 'a server without a scheme',
      cluster: { server: 'localhost:8001' },
      want: { server: 'http://localhost:8001' },
    },
    {
      what: 'a server without a scheme, with a CA',
      cluster: { server: 'h:6443', 'certificate-authority-data': base64(pemOf('CA')) },
      want: { server: 'https://h:6443', tls: { ca, insecureSkipVerify: false } },
    },
    {
      what: 'inline data and a path',
      cluster: { 'certificate-authority': '/ca', 'certificate-authority-data': base64(pemOf('CA')) },
      want: { tls: { ca, insecureSkipVerify: false } },
    },
    {
      what: 'a client certificate',
      user: { token: '', 'client-certificate': '/c', 'client-key-data': base64(pemOf('KEY')) },
      want: {
        auth: { kind: 'none' },
        tls: {
          clientCertificate: { certificate: { kind: 'file', path: '/c' }, key: { kind: 'data', pem: pemOf('KEY') } },
        },
      },
    },
    {
      what: 'a token file and a token',
      user: { tokenFile: '/t', token: 'x' },
      want: { auth: { kind: 'tokenFile', path: '/t' } },
    },
    {
      what: 'skipping verification, asked for',
      cluster: { 'insecure-skip-tls-verify': true },
      want: { tls: { insecureSkipVerify: true } },
    },
    { what: 'a TLS server name', cluster: { 'tls-server-name': 'api' }, want: { tls: { serverName: 'api' } } },
    { what: 'a proxy', cluster: { 'proxy-url': 'http://proxy:3128' }, want: { proxyUrl: 'http://proxy:3128' } },
    {
      what: 'impersonation',
      user: { as: 'jane', 'as-uid': '7', 'as-groups': ['a'], 'as-user-extra': { scope: ['x'] } },
      want: { impersonate: { user: 'jane', uid: '7', groups: ['a'], extra: { scope: ['x'] } } },
    },
    { what: 'no namespace', want: { namespace: 'default' } },
  ])('$what', async ({ cluster = {}, user = {}, want }) => {
    const file = await folder.write('config', aKubeconfig({ cluster, user }));
    expect(await loadConfig({ kubeconfig: file, env: {} })).toMatchObject(want);
  });

  test('an exec plugin, with the folder that its path is relative to', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './get-token',
      args: ['--quiet'],
      env: [{ name: 'A', value: 'b' }],
      interactiveMode: 'Never',
      provideClusterInfo: true,
    };
    const file = await folder.write('config', aKubeconfig({ user: { token: undefined, exec } }));
    const { auth } = await loadConfig({ kubeconfig: file, env: {} });
    expect(auth).toMatchObject({
      kind: 'exec',
      plugin: {
        command: './get-token',
        args: ['--quiet'],
        env: { A: 'b' },
        directory: await folder.path(),
        cluster: { server: 'https://test:6443' },
      },
    });
  });
});

describe('what is wrong is said with the file and the entry', () => {
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'x' };
  test.each([
    { init: { context: { cluster: 'c' } }, says: 'context "test": there is no cluster "c"' },
    { init: { context: { user: 'u' } }, says: 'context "test": there is no user "u"' },
    { init: { cluster: { server: '' } }, says: 'cluster "test": server is missing' },
    { init: { cluster: { server: 'ftp://h' } }, says: 'is not of the form https://HOST[:PORT]' },
    { init: { cluster: { server: 'https://u:p@h' } }, says: 'scheme, host, port and path only' },
    {
      init: { cluster: { 'certificate-authority-data': 'bm90IHBlbQ==' } },
      says: 'certificate-authority-data is not PEM',
    },
    {
      init: { cluster: { 'insecure-skip-tls-verify': true, 'certificate-authority': '/ca' } },
      says: 'exclude each other',
    },
    { init: { cluster: { 'proxy-url': 'ftp://h:1' } }, says: 'proxy-url must be http:// or https://' },
    { init: { cluster: { 'proxy-url': 'socks5://u:p@h:1' } }, says: 'a SOCKS proxy, which is not supported' },
    { init: { cluster: { 'proxy-url': 'socks5://u:p@h:1' } }, says: 'Open a tunnel, such as `ssh -N -L' },
    { init: { user: { 'client-certificate': '/c' } }, says: 'client-certificate and client-key come only together' },
    { init: { user: { 'as-groups': ['g'] } }, says: 'need `as`' },
    { init: { user: { exec } }, says: 'exec excludes token' },
    { init: { user: { token: '', exec: { ...exec, command: '' } } }, says: 'exec has no command' },
    {
      init: { user: { token: '', exec: { ...exec, apiVersion: 'client.authentication.k8s.io/v1alpha1' } } },
      says: 'v1alpha1" is not supported',
    },
    { init: { user: { 'auth-provider': { name: 'gcp' } } }, says: 'auth-provider "gcp" was removed' },
  ])('$says', async ({ init, says }) => {
    const file = await folder.write('config', aKubeconfig(init));
    const error: unknown = await loadConfig({ kubeconfig: file, env: {} }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(says);
    expect(String(error)).toContain(file);
  });

  test.each([
    { text: 'a: [', says: 'is no YAML (line 1' },
    { text: '- a', says: 'is no mapping' },
    { text: 'kind: Pod', says: 'is of kind "Pod"' },
    { text: 'kind: Config\nclusters: {}', says: 'clusters is no list' },
    { text: 'users: [{name: a}, {name: a}]', says: 'user "a" is there twice' },
    {
      text: 'users: [{name: a, user: {token: 0123}}]',
      says: 'user "a": token is taken for a number: write it in quotes',
    },
    { text: 'users: [null]', says: 'user is no mapping' },
    { text: 'users: [{name: a, user: x}]', says: 'user "a" is no mapping' },
    { text: 'users: [{name: 7}]', says: 'name is taken for a number' },
    { text: 'contexts: [{name: a, context: {cluster: true}}]', says: 'cluster is taken for a boolean' },
    { text: 'current-context: x', says: 'has no context "x", only none at all' },
  ])('$says', async ({ text, says }) => {
    const file = await folder.write('config', text);
    await expect(loadConfig({ kubeconfig: file, env: {} })).rejects.toThrow(says);
  });

  test('a broken file is not quoted: it may hold a key', async () => {
    const file = await folder.write('config', 'users:\n- name: a\n  user: {token: hunter2, : [\n');
    const error: unknown = await loadConfig({ kubeconfig: file, env: {} }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).not.toContain('hunter2');
  });
});

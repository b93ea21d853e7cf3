import { isAbsolute, dirname, resolve } from 'node:path';
import { ConfigError } from './config-error.ts';
import type { KubeconfigCluster, KubeconfigExec, KubeconfigUser, Located, MergedKubeconfig } from './kubeconfig.ts';
import { httpProxyUrl } from './proxy-url.ts';
import type { AuthConfig, ExecConfig, ImpersonateConfig, PemSource, RestConfig, TlsConfig } from './rest-config.ts';

/**
 * What one context of a kubeconfig means.
 *
 * @param contextName Left out: the file's `current-context`.
 * @throws ConfigError which names the file, the entry and the field.
 * Source: `clientcmd.DirectClientConfig.ClientConfig`.
 */
export function resolveKubeconfig(config: MergedKubeconfig, contextName = config.currentContext): RestConfig {
  const where = config.files.join(', ');
  if (contextName === '') {
    throw new ConfigError(
      `kubeconfig ${where} has no current-context: set one with \`kubectl config use-context NAME\``,
    );
  }
  const context = config.contexts.get(contextName);
  if (context === undefined) {
    throw new ConfigError(`kubeconfig ${where} has no context "${contextName}", only ${nameList(config.contexts)}`);
  }
  const { cluster: clusterName = '', user: userName = '', namespace } = context.value;
  const at = `kubeconfig ${context.file}, context "${contextName}"`;
  const cluster = config.clusters.get(clusterName);
  if (cluster === undefined) throw new ConfigError(`${at}: there is no cluster "${clusterName}"`);
  const user = userName === '' ? { value: {}, file: context.file } : config.users.get(userName);
  if (user === undefined) throw new ConfigError(`${at}: there is no user "${userName}"`);
  return resolveParts(cluster, user, {
    at: `kubeconfig ${user.file}, user "${userName}"`,
    clusterAt: `kubeconfig ${cluster.file}, cluster "${clusterName}"`,
    namespace: namespace === undefined || namespace === '' ? 'default' : namespace,
    origin: `${context.file}, context "${contextName}"`,
  });
}

interface Places {
  readonly at: string;
  readonly clusterAt: string;
  readonly namespace: string;
  readonly origin: string;
}

function resolveParts(cluster: Located<KubeconfigCluster>, user: Located<KubeconfigUser>, places: Places): RestConfig {
  const impersonate = resolveImpersonation(user.value, places.at);
  const proxyUrl = resolveProxy(cluster.value['proxy-url'], places.clusterAt);
  const tls = resolveTls(cluster, user, places);
  return {
    server: resolveServer(cluster.value.server, tls, places.clusterAt),
    tls,
    auth: resolveAuth(cluster, user, places.at),
    ...(impersonate && { impersonate }),
    ...(proxyUrl !== undefined && { proxyUrl }),
    namespace: places.namespace,
    origin: places.origin,
  };
}

/** A server without a scheme speaks https if anything about TLS is configured, and http otherwise. Source: `rest.DefaultServerURL`. */
function resolveServer(server: string | undefined, tls: TlsConfig, at: string): string {
  if (server === undefined || server === '') throw new ConfigError(`${at}: server is missing`);
  const secure = tls.insecureSkipVerify || tls.ca !== undefined || tls.clientCertificate !== undefined;
  const url = URL.parse(/^[a-z]+:\/\//i.test(server) ? server : `${secure ? 'https' : 'http'}://${server}`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(`${at}: server "${server}" is not of the form https://HOST[:PORT]`);
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new ConfigError(`${at}: server must be scheme, host, port and path only`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function resolveTls(cluster: Located<KubeconfigCluster>, user: Located<KubeconfigUser>, places: Places): TlsConfig {
  const insecureSkipVerify = cluster.value['insecure-skip-tls-verify'] === true;
  const ca = pem(cluster, 'certificate-authority', places.clusterAt);
  if (insecureSkipVerify && ca !== undefined) {
    throw new ConfigError(
      `${places.clusterAt}: insecure-skip-tls-verify and a certificate-authority exclude each other`,
    );
  }
  const certificate = pem(user, 'client-certificate', places.at);
  const key = pem(user, 'client-key', places.at);
  if ((certificate === undefined) !== (key === undefined)) {
    throw new ConfigError(`${places.at}: client-certificate and client-key come only together`);
  }
  const serverName = cluster.value['tls-server-name'];
  return {
    ...(ca && { ca }),
    ...(certificate && key && { clientCertificate: { certificate, key } }),
    ...(serverName !== undefined && serverName !== '' && { serverName }),
    insecureSkipVerify,
  };
}

/** As kubectl: inline data wins over a file; a token file over a token; tokens over basic auth; exec only if nothing else is there. */
function resolveAuth(cluster: Located<KubeconfigCluster>, user: Located<KubeconfigUser>, at: string): AuthConfig {
  const { token = '', tokenFile = '', username = '', password = '', exec } = user.value;
  const provider = user.value['auth-provider'];
  if (provider) {
    throw new ConfigError(
      `${at}: auth-provider "${provider.name ?? ''}" was removed from Kubernetes in 1.26; use an exec plugin instead`,
    );
  }
  if (exec && (token !== '' || tokenFile !== '' || username !== '')) {
    throw new ConfigError(`${at}: exec excludes token, tokenFile and username`);
  }
  if (tokenFile !== '') return { kind: 'tokenFile', path: absolute(tokenFile, user.file) };
  if (token !== '') return { kind: 'token', token };
  if (username !== '') return { kind: 'basic', username, password };
  if (exec) return { kind: 'exec', plugin: resolveExec(exec, cluster, user.file, at) };
  return { kind: 'none' };
}

function resolveExec(exec: KubeconfigExec, cluster: Located<KubeconfigCluster>, file: string, at: string): ExecConfig {
  const { apiVersion = '', command = '', args, env, installHint, provideClusterInfo = false, interactiveMode } = exec;
  if (command === '') throw new ConfigError(`${at}: exec has no command`);
  if (!/^client\.authentication\.k8s\.io\/(v1|v1beta1)$/.test(apiVersion)) {
    throw new ConfigError(
      `${at}: exec apiVersion "${apiVersion}" is not supported; use client.authentication.k8s.io/v1 (or v1beta1)`,
    );
  }
  const { server, extensions, ...rest } = cluster.value;
  return {
    apiVersion,
    command,
    args: args ?? [],
    env: Object.fromEntries((env ?? []).map(({ name, value }) => [name, value])),
    installHint,
    provideClusterInfo,
    interactiveMode,
    cluster: {
      server,
      'tls-server-name': rest['tls-server-name'],
      'insecure-skip-tls-verify': rest['insecure-skip-tls-verify'],
      'certificate-authority-data': rest['certificate-authority-data'],
      'proxy-url': rest['proxy-url'],
      config: extensions?.find(({ name }) => name === 'client.authentication.k8s.io/exec')?.extension,
    },
    directory: dirname(resolve(file)),
  };
}

function resolveImpersonation(user: KubeconfigUser, at: string): ImpersonateConfig | undefined {
  const { as = '', 'as-uid': uid, 'as-groups': groups = [], 'as-user-extra': extra = {} } = user;
  if (as === '') {
    if (uid !== undefined || groups.length > 0 || Object.keys(extra).length > 0) {
      throw new ConfigError(`${at}: as-uid, as-groups and as-user-extra need \`as\``);
    }
    return undefined;
  }
  return { user: as, ...(uid !== undefined && { uid }), groups, extra };
}

function resolveProxy(proxyUrl: string | undefined, at: string): string | undefined {
  if (proxyUrl === undefined || proxyUrl === '') return undefined;
  httpProxyUrl(proxyUrl, `${at}: proxy-url`);
  return proxyUrl;
}

/** `X-data` (base64) wins over `X` (a path, relative to the kubeconfig that names it). */
function pem<K extends string>(
  entry: Located<Readonly<Partial<Record<K | `${K}-data`, string>>>>,
  field: K,
  at: string,
): PemSource | undefined {
  const data = entry.value[`${field}-data`];
  if (data !== undefined && data !== '') {
    const text = Buffer.from(data, 'base64').toString('utf8');
    if (!text.includes('-----BEGIN ')) throw new ConfigError(`${at}: ${field}-data is not PEM in base64`);
    return { kind: 'data', pem: text };
  }
  const path = entry.value[field];
  return path === undefined || path === '' ? undefined : { kind: 'file', path: absolute(path, entry.file) };
}

const absolute = (path: string, file: string): string => (isAbsolute(path) ? path : resolve(dirname(file), path));

const nameList = (entries: ReadonlyMap<string, unknown>): string =>
  entries.size === 0 ? 'none at all' : [...entries.keys()].map((name) => `"${name}"`).join(', ');

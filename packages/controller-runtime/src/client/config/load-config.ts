import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { ConfigError, NoClusterError } from './config-error.ts';
import { proxyFromEnvironment } from './environment-proxy.ts';
import { inClusterConfig } from './in-cluster.ts';
import { loadKubeconfigFiles } from './load-kubeconfig.ts';
import { resolveKubeconfig } from './resolve-kubeconfig.ts';
import type { RestConfig } from './rest-config.ts';

export interface LoadConfigOptions {
  /** A kubeconfig, as with `--kubeconfig`. Then nothing else is looked at. */
  readonly kubeconfig?: string;
  /** @defaultValue the kubeconfig's `current-context` */
  readonly context?: string;
  /** @defaultValue the environment of this process */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds out how to talk to the API server: `kubeconfig`, or the files that `KUBECONFIG` lists, merged, or
 * `~/.kube/config`, or the service account of the pod that this runs in; the first that is there. `HTTPS_PROXY` and
 * `NO_PROXY` count where no `proxy-url` is given.
 *
 * @throws NoClusterError when there is none; ConfigError when what is there cannot be used.
 * Source: `config.GetConfig`.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<RestConfig> {
  const { env = process.env } = options;
  const config = await findConfig(options, env);
  if (config.proxyUrl !== undefined) return config;
  const proxyUrl = proxyFromEnvironment(config.server, env);
  return proxyUrl === undefined ? config : { ...config, proxyUrl };
}

async function findConfig(
  { kubeconfig, context }: LoadConfigOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RestConfig> {
  if (kubeconfig !== undefined && kubeconfig !== '') {
    await access(kubeconfig).catch((cause: unknown) => {
      throw new ConfigError(`kubeconfig ${kubeconfig} is not there or cannot be read: check --kubeconfig`, { cause });
    });
  }
  const { paths, from } = kubeconfigPaths(kubeconfig, env);
  const loaded = await loadKubeconfigFiles(paths);
  if (loaded !== undefined) return resolveKubeconfig(loaded, context);
  const inCluster = await inClusterConfig(env);
  if (inCluster !== undefined) return inCluster;
  throw new NoClusterError(
    `no cluster: ${from} ${paths.join(', ')} is not there, and this is no pod (KUBERNETES_SERVICE_HOST is not set). ` +
      'Give a kubeconfig with --kubeconfig or KUBECONFIG.',
  );
}

function kubeconfigPaths(
  explicit: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): { readonly paths: readonly string[]; readonly from: string } {
  if (explicit !== undefined && explicit !== '') return { paths: [explicit], from: '--kubeconfig' };
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return { paths: listed, from: 'KUBECONFIG' };
  return { paths: [join(env['HOME'] ?? homedir(), '.kube', 'config')], from: 'KUBECONFIG is not set, and' };
}

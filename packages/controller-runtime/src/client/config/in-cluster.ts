import { access, readFile } from 'node:fs/promises';
import { ConfigError } from './config-error.ts';
import type { RestConfig } from './rest-config.ts';

/** Where a pod finds its service account. */
export const SERVICE_ACCOUNT_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The part of the environment that Kubernetes sets in every pod. */
export interface InClusterEnvironment {
  readonly KUBERNETES_SERVICE_HOST?: string | undefined;
  readonly KUBERNETES_SERVICE_PORT?: string | undefined;
}

/**
 * The configuration of a pod: its service account's token, read again as it is rotated, and the cluster's CA.
 *
 * @returns `undefined` outside of a cluster.
 * @throws ConfigError in a pod without a service account token.
 * Source: `rest.InClusterConfig`.
 */
export async function inClusterConfig(
  env: InClusterEnvironment,
  directory: string = SERVICE_ACCOUNT_DIRECTORY,
): Promise<RestConfig | undefined> {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '' } = env;
  if (host === '' || port === '') return undefined;
  const token = `${directory}/token`;
  try {
    await access(token);
  } catch (cause) {
    throw new ConfigError(`this pod has no service account token (${token}): is automountServiceAccountToken false?`, {
      cause,
    });
  }
  const ca = `${directory}/ca.crt`;
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    tls: { ca: { kind: 'file', path: ca }, insecureSkipVerify: false },
    auth: { kind: 'tokenFile', path: token },
    namespace: (await readFile(`${directory}/namespace`, 'utf8').catch(() => 'default')).trim(),
    origin: 'the service account of this pod',
  };
}

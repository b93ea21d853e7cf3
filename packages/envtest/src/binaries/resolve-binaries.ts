import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.ts';

export interface Binaries {
  readonly etcd: string;
  readonly kubeApiServer: string;
  readonly kubectl: string;
  /** `undefined` where it was not asked for. */
  readonly kubeControllerManager: string | undefined;
}

export interface ResolveBinariesOptions {
  readonly controllerManager?: boolean;
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal;
}

export async function resolveBinaries({ controllerManager = false }: ResolveBinariesOptions = {}): Promise<Binaries> {
  const directory = process.env['KUBEBUILDER_ASSETS'] ?? cacheDirectory();
  const names = ['etcd', 'kube-apiserver', 'kubectl', ...(controllerManager ? ['kube-controller-manager'] : [])];
  await Promise.all(names.map((name) => access(join(directory, name))));
  return {
    etcd: join(directory, 'etcd'),
    kubeApiServer: join(directory, 'kube-apiserver'),
    kubectl: join(directory, 'kubectl'),
    kubeControllerManager: controllerManager ? join(directory, 'kube-controller-manager') : undefined,
  };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startControlPlane } from '@kubewright/envtest';
import { REFERENCE } from './reference-tool.ts';

/** What an API server without any custom resource serves of one group and version. Source: `metav1.APIResourceList`. */
export interface ServedVersion {
  readonly groupVersion: string;
  readonly resources: readonly ServedResource[];
}

/** Source: `metav1.APIResource`. */
export interface ServedResource {
  /** The plural; subresources have a slash in it. */
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  /** Of the kind of a subresource, where they are others than the resource's. */
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const SNAPSHOT = join(REFERENCE, 'zz_generated.discovery.json');

/** What the API server of envtest's Kubernetes version serves, as it was when it was last asked. */
export const readDiscovery = (): readonly ServedVersion[] =>
  JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as readonly ServedVersion[];

/**
 * Asks a real API server. Kept in a file, so that rendering needs no server; that what is rendered is what a server serves,
 * controller-runtime's test of the built-in kinds proves.
 */
export async function refreshDiscovery(): Promise<void> {
  await using plane = await startControlPlane();
  const get = async <T>(path: string): Promise<T> => {
    const { stdout, stderr, exitCode } = await plane.kubectl('get', '--raw', path);
    if (exitCode !== 0) throw new Error(`${path}: ${stderr}`);
    return JSON.parse(stdout) as T;
  };
  const { groups } = await get<{ readonly groups: readonly ApiGroup[] }>('/apis');
  const named = groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => `/apis/${groupVersion}`)).sort();
  const served: ServedVersion[] = [];
  for (const path of ['/api/v1', ...named]) {
    const { groupVersion, resources } = await get<ServedVersion>(path);
    served.push({ groupVersion, resources: resources.map(essence) });
  }
  writeFileSync(SNAPSHOT, `${JSON.stringify(served, undefined, 1)}\n`);
}

interface ApiGroup {
  readonly versions: readonly { readonly groupVersion: string }[];
}

/** Without what changes from server to server, such as hashes. */
const essence = ({ name, singularName, namespaced, kind, group, version, verbs }: ServedResource): ServedResource => ({
  ...{ name, singularName, namespaced, kind },
  ...(group !== undefined && { group }),
  ...(version !== undefined && { version }),
  verbs,
});

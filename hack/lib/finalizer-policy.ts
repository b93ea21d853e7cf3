import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runKubectl } from './kubectl.ts';
import { ROOT } from './process.ts';

/** Of the policy and of its binding, as config/components/finalizer-at-admission calls them. */
export const FINALIZER_POLICY = 'finalizer.postgreswriters.demo.yash.com';
const API = '/apis/admissionregistration.k8s.io/v1';
const COMPONENT = join(ROOT, 'config/components/finalizer-at-admission');

/** Asks discovery whether the API server serves such policies. */
export function servesFinalizerPolicy(kubectl: string): boolean {
  const { code, stdout } = runKubectl(kubectl, ['get', '--raw', API]);
  if (code !== 0) return false;
  const { resources } = JSON.parse(stdout) as { readonly resources: readonly { readonly name: string }[] };
  return resources.some(({ name }) => name === 'mutatingadmissionpolicies');
}

/** Removes the policy, and says what went. Nothing happens where there is none. @returns kubectl's exit code. */
export function removeFinalizerPolicy(kubectl: string): number {
  if (!servesFinalizerPolicy(kubectl)) return 0;
  for (const resource of ['mutatingadmissionpolicybinding', 'mutatingadmissionpolicy']) {
    const args = ['delete', resource, FINALIZER_POLICY, '--ignore-not-found'];
    const { code } = runKubectl(kubectl, args, { inherit: true });
    if (code !== 0) return code;
  }
  return 0;
}

/** A folder for `kubectl -k` that is gone when it is disposed of. */
export interface Overlay extends AsyncDisposable {
  readonly path: string;
}

/**
 * Makes a kustomization that adds the policy, limited to some namespaces, to another one.
 * @param base what it is added to, as a path from the root. Default: the policy alone.
 * @param namespaces none: all of them.
 */
export async function finalizerPolicyOverlay(options: {
  readonly base?: string;
  readonly namespaces: readonly string[];
}): Promise<Overlay> {
  const { base, namespaces } = options;
  const parent = join(ROOT, 'node_modules/.cache/kustomize');
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent, 'overlay-'));
  const kustomization = {
    ...(base === undefined ? {} : { resources: [relative(path, join(ROOT, base))] }),
    components: [relative(path, COMPONENT)],
    ...(namespaces.length === 0 ? {} : { patches: [limitedTo(namespaces)] }),
  };
  // JSON is YAML.
  await writeFile(join(path, 'kustomization.yaml'), JSON.stringify(kustomization));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

function limitedTo(namespaces: readonly string[]): object {
  const selector = {
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: namespaces }],
  };
  return {
    target: { kind: 'MutatingAdmissionPolicyBinding' },
    patch: JSON.stringify([{ op: 'replace', path: '/spec/matchResources/namespaceSelector', value: selector }]),
  };
}

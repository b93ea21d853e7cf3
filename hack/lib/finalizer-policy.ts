import { runKubectl } from './kubectl.ts';
import { kustomizeOverlay, type Kustomization, type Overlay } from './overlay.ts';

/** Of the policy and of its binding, as config/components/finalizer-at-admission calls them. */
export const FINALIZER_POLICY = 'finalizer.postgreswriters.demo.yash.com';
const API = '/apis/admissionregistration.k8s.io/v1';
const COMPONENT = 'config/components/finalizer-at-admission';

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

/**
 * Makes a kustomization that adds the policy, limited to some namespaces, to another one.
 * @param base what it is added to. Default: the policy alone.
 * @param namespaces none: all of them.
 */
export async function finalizerPolicyOverlay({
  base = {},
  namespaces,
}: {
  readonly base?: Kustomization;
  readonly namespaces: readonly string[];
}): Promise<Overlay> {
  const patches = namespaces.length === 0 ? [] : [limitedTo(namespaces)];
  return await kustomizeOverlay({ ...base, components: [COMPONENT], patches });
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

/**
 * `make install` and `make deploy`: applies the CRD, or everything. Where the API server serves
 * MutatingAdmissionPolicies, it is also asked to set the finalizer when an object is created, in the namespaces that the
 * operator watches. Says which.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { finalizerPolicyOverlay, removeFinalizerPolicy, servesFinalizerPolicy } from './lib/finalizer-policy.ts';
import { runKubectl } from './lib/kubectl.ts';
import { kustomizeOverlay, operatorImage } from './lib/overlay.ts';

const { values } = parseArgs({
  options: {
    kubectl: { type: 'string', default: 'kubectl' },
    deployment: { type: 'boolean', default: false },
    /** What the operator will watch, separated by commas; empty: all. For a deployment its own flag says it. */
    namespaces: { type: 'string', default: '' },
    /** The operator's image. */
    image: { type: 'string', default: '' },
    'without-policy': { type: 'boolean', default: false },
  },
});
const CRD = 'postgreswriters.demo.yash.com';
const base = values.deployment ? 'config/default' : 'config/crd';
const images = operatorImage(values.image);

/** Why the operator sets the finalizer itself; undefined where the API server can. */
function whyNot(): string | undefined {
  if (values['without-policy']) return 'as asked for';
  if (servesFinalizerPolicy(values.kubectl)) return undefined;
  return 'this API server serves no MutatingAdmissionPolicy v1 (Kubernetes 1.36 and later do)';
}

/** What `--namespaces` of the rendered Deployment says. */
function deployedNamespaces(): readonly string[] {
  const { code, stdout, stderr } = runKubectl(values.kubectl, ['kustomize', base]);
  if (code !== 0) {
    console.error(stderr.trim());
    process.exit(code);
  }
  return split(/^\s*- ['"]?--namespaces=([^\s'"]*)/m.exec(stdout)?.[1] ?? '');
}

const split = (text: string): readonly string[] => text.split(',').filter((name) => name !== '');

/** Applies, and waits until objects can be created: an API server refuses them for a moment after it has learnt of a CRD. */
function apply(path: string): number {
  const { code } = runKubectl(values.kubectl, ['apply', '--server-side', '-k', path], { inherit: true });
  if (code !== 0) return code;
  const established = ['--for=condition=Established', `crd/${CRD}`, '--timeout=60s'];
  return runKubectl(values.kubectl, ['wait', ...established], { inherit: true }).code;
}

async function install(): Promise<number> {
  const reason = whyNot();
  if (reason !== undefined) {
    await using overlay = await kustomizeOverlay({ resources: [base], images });
    const code = removeFinalizerPolicy(values.kubectl) || apply(overlay.path);
    if (code === 0) console.log(`finalizer: set by the operator, one write more for each object; ${reason}`);
    return code;
  }
  const namespaces = values.deployment ? deployedNamespaces() : split(values.namespaces);
  await using overlay = await finalizerPolicyOverlay({ base: { resources: [base], images }, namespaces });
  const code = apply(overlay.path);
  const where = namespaces.length === 0 ? 'in all namespaces' : `in ${namespaces.join(', ')}`;
  if (code === 0) console.log(`finalizer: set by the API server when an object is created, ${where}`);
  return code;
}

process.exitCode = await install();

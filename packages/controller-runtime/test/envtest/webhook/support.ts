import type { Kubectl } from '@kubewright/envtest';

const SPEC_V1 = {
  type: 'object',
  required: ['schedule'],
  properties: { schedule: { type: 'string' }, keep: { type: 'integer' } },
};
const SPEC_V2 = {
  ...SPEC_V1,
  properties: {
    ...SPEC_V1.properties,
    schedule: { type: 'object', properties: { minute: { type: 'string' }, rest: { type: 'string' } } },
  },
};

const version = (name: string, spec: object, storage: boolean) => ({
  name,
  served: true,
  storage,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
});

/** The CronJob of cronjob-webhooks.ts, in two versions. */
export const aCrd = (group: string, stored: 'v1' | 'v2', conversion?: object) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `cronjobs.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'CronJob', plural: 'cronjobs', singular: 'cronjob', listKind: 'CronJobList' },
    versions: [version('v1', SPEC_V1, stored === 'v1'), version('v2', SPEC_V2, stored === 'v2')],
    ...(conversion !== undefined && { conversion }),
  },
});

export interface ConfigurationInit {
  readonly kind: 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration';
  readonly name: string;
  readonly group: string;
  readonly namespace: string;
  readonly path: string;
  readonly timeoutSeconds?: number;
}

/** As controller-gen writes them, for the objects of one namespace. */
export const aConfiguration = ({ kind, name, group, namespace, path, timeoutSeconds = 10 }: ConfigurationInit) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name },
  webhooks: [
    {
      name: `${name}.${group}`,
      admissionReviewVersions: ['v1'],
      clientConfig: { service: { name: 'cronjob-webhook', namespace: 'system', path } },
      failurePolicy: 'Fail',
      sideEffects: 'None',
      timeoutSeconds,
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      rules: [
        {
          apiGroups: [group],
          apiVersions: ['v1'],
          resources: ['cronjobs'],
          operations: ['CREATE', 'UPDATE', 'DELETE'],
        },
      ],
    },
  ],
});

/** A CRD that was installed just now takes two seconds until its objects can be created. */
export async function installCrd(kubectl: Kubectl, crd: ReturnType<typeof aCrd>): Promise<void> {
  await kubectl.apply(crd);
  const { exitCode, stderr } = await kubectl('wait', '--for=condition=Established', `crd/${crd.metadata.name}`);
  if (exitCode !== 0) throw new Error(stderr);
}

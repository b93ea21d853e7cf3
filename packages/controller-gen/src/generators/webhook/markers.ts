import { BOOL, INT, STRING, STRINGS } from '../../markers/argument-type.ts';
import { type MarkerDefinition, named } from '../../markers/definition.ts';

/** Source: `webhook.Config` of controller-tools. */
export const WEBHOOK: MarkerDefinition = {
  name: 'kubebuilder:webhook',
  target: 'package',
  anywhere: true,
  shape: named({
    mutating: { type: BOOL, help: 'true: it may change objects, and is called before all that only validate.' },
    failurePolicy: { type: STRING, help: 'What happens if it cannot be reached: fail or ignore.' },
    matchPolicy: { type: STRING, optional: true, help: 'Exact, or Equivalent: other versions of the resource too.' },
    sideEffects: { type: STRING, optional: true, help: 'None or NoneOnDryRun; an API server takes nothing else.' },
    timeoutSeconds: { type: INT, optional: true, help: 'How long the API server waits: 1 to 30.' },
    groups: { type: STRINGS, help: 'API groups; "" or core is the core group.' },
    resources: { type: STRINGS, help: 'Resources in the plural.' },
    verbs: { type: STRINGS, help: 'create, update, delete, connect, or *.' },
    versions: { type: STRINGS, help: 'API versions of the resources.' },
    name: { type: STRING, help: 'A domain name of at least three parts.' },
    serviceName: { type: STRING, optional: true, help: 'The Service: webhook-service unless set.' },
    serviceNamespace: { type: STRING, optional: true, help: 'The namespace of the Service: system unless set.' },
    path: { type: STRING, optional: true, help: 'The path at the Service. Either this or url.' },
    servicePort: { type: INT, optional: true, help: 'The port of the Service: 443 unless set.' },
    webhookVersions: { type: STRINGS, optional: true, help: 'The API version of the configuration: v1, the only one.' },
    admissionReviewVersions: { type: STRINGS, help: 'Versions of AdmissionReview that it understands, best first.' },
    reinvocationPolicy: {
      type: STRING,
      optional: true,
      help: 'Never, or IfNeeded: again after others changed the object.',
    },
    url: { type: STRING, optional: true, help: 'Where it is, if it is no Service of the cluster.' },
    patch: { type: STRING, optional: true, help: 'JSON that is merged in last, such as a namespaceSelector.' },
  }),
  help: { category: 'Webhook', summary: 'An admission webhook that the program serves.' },
};

/** Source: `webhook.WebhookConfig` of controller-tools. */
export const WEBHOOK_CONFIGURATION: MarkerDefinition = {
  name: 'kubebuilder:webhookconfiguration',
  target: 'package',
  anywhere: true,
  shape: named({
    mutating: { type: BOOL, help: 'Which of the two configurations this is about.' },
    name: { type: STRING, optional: true, help: 'The name of the configuration object.' },
  }),
  help: { category: 'Webhook', summary: 'The name of the configuration that the webhooks are listed in.' },
};

/** What a {@link WEBHOOK} marker reads to. */
export interface WebhookMarker {
  readonly mutating: boolean;
  readonly failurePolicy: string;
  readonly matchPolicy?: string;
  readonly sideEffects?: string;
  readonly timeoutSeconds?: number;
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly versions: readonly string[];
  readonly name: string;
  readonly serviceName?: string;
  readonly serviceNamespace?: string;
  readonly path?: string;
  readonly servicePort?: number;
  readonly webhookVersions?: readonly string[];
  readonly admissionReviewVersions: readonly string[];
  readonly reinvocationPolicy?: string;
  readonly url?: string;
  readonly patch?: string;
}

/** What a {@link WEBHOOK_CONFIGURATION} marker reads to. */
export interface WebhookConfigurationMarker {
  readonly mutating: boolean;
  readonly name?: string;
}

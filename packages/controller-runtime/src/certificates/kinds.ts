import type { Kind, KubernetesObject } from '@kubewright/apimachinery';

/** As much of these kinds as is read here. */
export interface Secret extends KubernetesObject {
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

export interface WebhookConfiguration extends KubernetesObject {
  readonly webhooks?: readonly { readonly name: string; readonly clientConfig: WebhookClientConfig }[];
}

export interface CustomResourceDefinition extends KubernetesObject {
  readonly spec: {
    readonly conversion?: {
      readonly strategy: string;
      readonly webhook?: { readonly clientConfig?: WebhookClientConfig };
    };
  };
}

export interface WebhookClientConfig {
  readonly caBundle?: string;
}

export const SECRET: Kind<Secret> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  listKind: 'SecretList',
  scope: 'Namespaced',
  subresources: [],
};

const WEBHOOKS = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  scope: 'Cluster',
  subresources: [],
} as const;

export const VALIDATING_WEBHOOK_CONFIGURATION: Kind<WebhookConfiguration> = {
  ...WEBHOOKS,
  kind: 'ValidatingWebhookConfiguration',
  plural: 'validatingwebhookconfigurations',
  singular: 'validatingwebhookconfiguration',
  listKind: 'ValidatingWebhookConfigurationList',
};

export const MUTATING_WEBHOOK_CONFIGURATION: Kind<WebhookConfiguration> = {
  ...WEBHOOKS,
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  singular: 'mutatingwebhookconfiguration',
  listKind: 'MutatingWebhookConfigurationList',
};

export const CUSTOM_RESOURCE_DEFINITION: Kind<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  listKind: 'CustomResourceDefinitionList',
  scope: 'Cluster',
  subresources: ['status'],
};

import type { Kind, KubernetesObject } from '@kubewright/apimachinery';

export interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

export const CONFIG_MAP: Kind<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  listKind: 'ConfigMapList',
  scope: 'Namespaced',
  subresources: [],
};

export const NAMESPACE: Kind = {
  ...CONFIG_MAP,
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  listKind: 'NamespaceList',
  scope: 'Cluster',
};

/** A kind that no server serves. */
export const GADGET: Kind = { ...CONFIG_MAP, group: 'none.example.com', kind: 'Gadget', plural: 'gadgets' };

export interface PostgresWriter extends KubernetesObject {
  readonly spec: { readonly table: string; readonly name: string; readonly age: number; readonly country: string };
  readonly status?: { readonly observedGeneration?: number };
}

/** The repository's own CRD, which every test server has: a custom resource with a status. */
export const POSTGRES_WRITER: Kind<PostgresWriter> = {
  group: 'demo.yash.com',
  version: 'v1',
  kind: 'PostgresWriter',
  plural: 'postgreswriters',
  singular: 'postgreswriter',
  listKind: 'PostgresWriterList',
  scope: 'Namespaced',
  subresources: ['status'],
};

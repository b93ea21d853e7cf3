import type { Kind, KubernetesObject } from '@kubewright/apimachinery';
import { ConfigMap } from '@kubewright/apimachinery/core/v1';

/** A kind that no server serves. */
export const GADGET: Kind = { ...ConfigMap, group: 'none.example.com', kind: 'Gadget', plural: 'gadgets' };

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

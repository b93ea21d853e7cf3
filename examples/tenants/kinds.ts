import { unstructured } from '@kubewright/apimachinery';

/** Built-in kinds of which only metadata matters here, or a field or two. */
export const Namespace = unstructured({ apiVersion: 'v1', kind: 'Namespace', scope: 'Cluster' });
export const ResourceQuota = unstructured({ apiVersion: 'v1', kind: 'ResourceQuota' });

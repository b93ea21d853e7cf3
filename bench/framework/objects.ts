import { partialObjectMetadata, projectionOf, type Kind, type KubernetesObject } from '@kubewright/apimachinery';

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
export const METADATA = partialObjectMetadata(CONFIG_MAP);
/** What a reconciler of some fields would keep. */
export const PROJECTION = projectionOf(CONFIG_MAP, ({ data }) => ({ table: data?.['table'], metadata: {} }));

export const NAMESPACE = 'default';

/** As large as an object with a small spec and a status with conditions. */
export const aConfigMap = (index: number): ConfigMap => ({
  metadata: {
    namespace: NAMESPACE,
    name: `object-${index}`,
    labels: { 'app.kubernetes.io/name': 'bench' },
    annotations: { 'example.com/applied': `{"index":${index}}` },
  },
  data: { table: 'students', name: `student ${index}`, text: `${index} `.repeat(60) },
});

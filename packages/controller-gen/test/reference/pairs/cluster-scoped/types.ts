/**
 * +groupName=cluster-scoped.example.com
 * +versionName=v1
 */
import type { KubernetesObject } from '@kubewright/apimachinery';

/**
 * +kubebuilder:resource:scope=Cluster,shortName={cs,css}
 * +kubebuilder:subresource:scale:specpath=.spec.a,statuspath=.status.a
 */
export interface ClusterScoped extends KubernetesObject {
  readonly spec?: ClusterScopedSpec;
}

export interface ClusterScopedSpec {
  readonly a: string;
}

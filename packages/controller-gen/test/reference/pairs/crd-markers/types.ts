/**
 * +groupName=crd-markers.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject } from '@kubewright/apimachinery';

/**
 * +kubebuilder:subresource:status
 * +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas,selectorpath=.status.selector
 * +kubebuilder:resource:path=crdmarkery,singular=crdmarke,shortName=cm;cmk,categories=all;mine
 * +kubebuilder:printcolumn:name="Node",type=string,JSONPath=`.spec.node`,description="Where it runs",format=password,priority=1
 * +kubebuilder:printcolumn:name=Age,type=date,JSONPath=.metadata.creationTimestamp
 * +kubebuilder:metadata:annotations="api-approved.kubernetes.io=https://example.com/pull/1";"other=x=y",labels="app=mine"
 * +kubebuilder:metadata:labels={"tier=back","empty="}
 * +kubebuilder:selectablefield:JSONPath=".spec.node"
 * +kubebuilder:selectablefield:JSONPath=`.spec.replicas`
 */
export interface CrdMarkers extends KubernetesObject {
  readonly spec?: CrdMarkersSpec;
}

export interface CrdMarkersSpec {
  /** +optional */
  readonly replicas?: int32;
  readonly node: string;
}

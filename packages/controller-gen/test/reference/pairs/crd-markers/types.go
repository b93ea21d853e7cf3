// +groupName=crd-markers.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:subresource:status
// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas,selectorpath=.status.selector
// +kubebuilder:resource:path=crdmarkery,singular=crdmarke,shortName=cm;cmk,categories=all;mine
// +kubebuilder:printcolumn:name="Node",type=string,JSONPath=`.spec.node`,description="Where it runs",format=password,priority=1
// +kubebuilder:printcolumn:name=Age,type=date,JSONPath=.metadata.creationTimestamp
// +kubebuilder:metadata:annotations="api-approved.kubernetes.io=https://example.com/pull/1";"other=x=y",labels="app=mine"
// +kubebuilder:metadata:labels={"tier=back","empty="}
// +kubebuilder:selectablefield:JSONPath=".spec.node"
// +kubebuilder:selectablefield:JSONPath=`.spec.replicas`
type CrdMarkers struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec CrdMarkersSpec `json:"spec,omitempty"`
}

type CrdMarkersSpec struct {
	// +optional
	Replicas *int32 `json:"replicas,omitempty"`
	Node     string `json:"node"`
}

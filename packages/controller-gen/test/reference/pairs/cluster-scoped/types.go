// +groupName=cluster-scoped.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:resource:scope=Cluster,shortName={cs,css}
// +kubebuilder:subresource:scale:specpath=.spec.a,statuspath=.status.a
type ClusterScoped struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ClusterScopedSpec `json:"spec,omitempty"`
}

type ClusterScopedSpec struct {
	A string `json:"a"`
}

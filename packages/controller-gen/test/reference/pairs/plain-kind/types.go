// +groupName=plain-kind.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// PlainKind has a value and nothing else.
// +kubebuilder:resource:scope=Cluster
type PlainKind struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	// Value of it.
	Value int32             `json:"value"`
	Data  map[string][]byte `json:"data,omitempty"`
}

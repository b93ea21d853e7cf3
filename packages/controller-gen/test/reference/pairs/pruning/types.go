// +groupName=pruning.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Pruning struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec PruningSpec `json:"spec,omitempty"`
}

// +kubebuilder:pruning:PreserveUnknownFields
type Loose struct {
	A string `json:"a,omitempty"`
}

type PruningSpec struct {
	// +kubebuilder:pruning:PreserveUnknownFields
	Config map[string]string `json:"config"`
	Loose  Loose             `json:"loose"`
	// +kubebuilder:validation:XPreserveUnknownFields
	Old map[string]string `json:"old"`
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:pruning:PreserveUnknownFields
	Free map[string]any `json:"free"`
	// +kubebuilder:validation:Schemaless
	// +kubebuilder:validation:Type=object
	// Text of it.
	Typed any `json:"typed"`
	// +kubebuilder:validation:XEmbeddedResource
	Embedded Loose `json:"embedded"`
	// +kubebuilder:validation:items:XEmbeddedResource
	// +kubebuilder:validation:items:XPreserveUnknownFields
	Several []Loose `json:"several"`
}

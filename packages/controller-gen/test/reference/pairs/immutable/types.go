// +groupName=immutable.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Immutable struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ImmutableSpec `json:"spec,omitempty"`
}

type ImmutableSpec struct {
	// +k8s:immutable
	// +required
	Kept string `json:"kept"`
	// +k8s:immutable
	// +optional
	Once string `json:"once,omitempty"`
	// +k8s:immutable
	Inner Inner `json:"inner,omitempty"`
}

// +kubebuilder:validation:XValidation:rule="self.value != 'x'"
type Inner struct {
	// +k8s:immutable
	Value string `json:"value,omitempty"`
	// +k8s:immutable
	Other int32 `json:"other,omitempty"`
}

// +groupName=numbers.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Numbers struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec NumbersSpec `json:"spec,omitempty"`
}

type NumbersSpec struct {
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=100
	// +kubebuilder:validation:ExclusiveMinimum=true
	// +kubebuilder:validation:ExclusiveMaximum=false
	Percent int32 `json:"percent"`
	// +kubebuilder:validation:Minimum=-9007199254740993
	// +kubebuilder:validation:MultipleOf=5
	Count int64 `json:"count"`
	// +k8s:minimum=1 # at least one
	// +k8s:maximum=65535#ports
	Port int `json:"port"`
	// +kubebuilder:validation:items:Minimum=1
	// +kubebuilder:validation:items:Maximum=10
	// +kubebuilder:validation:items:MultipleOf=2
	// +kubebuilder:validation:items:ExclusiveMaximum=true
	// +kubebuilder:validation:items:ExclusiveMinimum=true
	Each []int32 `json:"each"`
}

// +groupName=nested-defaults.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type NestedDefaults struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec NestedDefaultsSpec `json:"spec,omitempty"`
}

type Inner struct {
	// +kubebuilder:default=x
	Name string `json:"name,omitempty"`
	// +kubebuilder:default={}
	Deep Deep `json:"deep,omitempty"`
}

type Deep struct {
	// +kubebuilder:default=7
	Size int32 `json:"size,omitempty"`
}

type NestedDefaultsSpec struct {
	// +kubebuilder:default={}
	Inner Inner `json:"inner"`
	// +kubebuilder:default={{}}
	List []Inner `json:"list"`
}

// +groupName=lists.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Lists struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ListsSpec `json:"spec,omitempty"`
}

// Tags are a named list.
// +kubebuilder:validation:MaxItems=5
// +listType=set
type Tags []string

type ListsSpec struct {
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=10
	Plain []string `json:"plain"`
	// +k8s:maxItems=7 # seven
	Aliased []string   `json:"aliased"`
	Nested  [][]string `json:"nested"`
	// +kubebuilder:validation:items:MaxItems=3
	// +kubebuilder:validation:items:MinItems=1
	// +kubebuilder:validation:items:UniqueItems=false
	Matrix [][]int32 `json:"matrix"`
	// Tags of it.
	// +kubebuilder:validation:MinItems=2
	Tags Tags                `json:"tags"`
	Maps []map[string]string `json:"maps"`
	Bits [][]byte            `json:"bits"`
}

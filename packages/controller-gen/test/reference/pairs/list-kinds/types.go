// +groupName=list-kinds.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
type ListKinds struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ListKindsSpec `json:"spec,omitempty"`
}

type ListKindsSpec struct {
	A string `json:"a"`
}

// ListKindsList is a list.
// +kubebuilder:object:root=true
type ListKindsList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []ListKinds `json:"items"`
}

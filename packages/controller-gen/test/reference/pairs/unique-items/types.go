// +groupName=unique-items.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type UniqueItems struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec UniqueItemsSpec `json:"spec,omitempty"`
}

type UniqueItemsSpec struct {
	// +kubebuilder:validation:UniqueItems=true
	A []string `json:"a"`
}

// +groupName=no-descriptions.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type NoDescriptions struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec NoDescriptionsSpec `json:"spec,omitempty"`
}

// NoDescriptionsSpec is described.
type NoDescriptionsSpec struct {
	// This too.
	A metav1.Condition `json:"a"`
}

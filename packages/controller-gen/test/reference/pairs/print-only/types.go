// +groupName=print-only.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:printcolumn:name="A",type="string",JSONPath=".spec.a",priority=0
type PrintOnly struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec PrintOnlySpec `json:"spec,omitempty"`
}

type PrintOnlySpec struct {
	A string `json:"a"`
}

// +groupName=multi-version.example.com
// +versionName=internal
package internal

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:skipversion
type MultiVersion struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec MultiVersionSpec `json:"spec,omitempty"`
}

type MultiVersionSpec struct {
	X string `json:"x"`
}

// +groupName=multi-version.example.com
// +versionName=v1alpha1
package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:deprecatedversion
type MultiVersion struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec MultiVersionSpec `json:"spec,omitempty"`
}

type MultiVersionSpec struct {
	Dim string `json:"dim"`
}

// +groupName=multi-version.example.com
// +versionName=v1beta1
package v1beta1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:unservedversion
// +kubebuilder:deprecatedversion:warning="use v1, please"
type MultiVersion struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec MultiVersionSpec `json:"spec,omitempty"`
}

type MultiVersionSpec struct {
	Size string `json:"size"`
}

// +groupName=multi-version.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// +kubebuilder:storageversion
// +kubebuilder:resource:shortName=mv
type MultiVersion struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec MultiVersionSpec `json:"spec,omitempty"`
}

type MultiVersionSpec struct {
	Size int32 `json:"size"`
}

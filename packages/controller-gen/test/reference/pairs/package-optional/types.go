// +groupName=package-optional.example.com
// +versionName=v1
// +kubebuilder:validation:Optional
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type PackageOptional struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec PackageOptionalSpec `json:"spec,omitempty"`
}

type PackageOptionalSpec struct {
	Plain string `json:"plain"`
	// +required
	Required string `json:"required"`
	Inner    Inner  `json:"inner"`
	Other    Other  `json:"other"`
}

type Inner struct {
	Value string `json:"value"`
	// +kubebuilder:validation:Required
	Required string `json:"required"`
}

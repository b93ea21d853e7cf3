// +groupName=strings.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Strings struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec StringsSpec `json:"spec,omitempty"`
}

type StringsSpec struct {
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`
	// +kubebuilder:validation:Pattern="^(\\d+|\"x\")$"
	Quoted string `json:"quoted"`
	// +kubebuilder:validation:Pattern=^[a-z]+$
	Bare string `json:"bare"`
	// +kubebuilder:validation:Format=date-time
	When string `json:"when"`
	// +kubebuilder:validation:items:MinLength=1
	// +kubebuilder:validation:items:MaxLength=5
	// +kubebuilder:validation:items:Pattern=`^a: b$`
	// +kubebuilder:validation:items:Format=ipv4
	Each []string `json:"each"`
}

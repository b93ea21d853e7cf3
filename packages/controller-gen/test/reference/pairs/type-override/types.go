// +groupName=type-override.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type TypeOverride struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec TypeOverrideSpec `json:"spec,omitempty"`
}

// Stamp is text in the schema.
// +kubebuilder:validation:Type=string
// +kubebuilder:validation:Format=date-time
type Stamp struct {
	A string `json:"-"`
}

type TypeOverrideSpec struct {
	// +kubebuilder:validation:Type=string
	Text string `json:"text"`
	// +kubebuilder:validation:Type=number
	// +kubebuilder:validation:Format=double
	// +kubebuilder:validation:Minimum=0.5
	Number int32 `json:"number"`
	// +kubebuilder:validation:items:Type=integer
	// +kubebuilder:validation:items:Format=int64
	Each []string `json:"each"`
	// +kubebuilder:validation:Type=""
	// +kubebuilder:validation:XIntOrString
	Port string `json:"port"`
	// +kubebuilder:validation:items:XIntOrString
	Ports []string `json:"ports"`
}

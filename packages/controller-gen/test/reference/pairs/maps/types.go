// +groupName=maps.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Maps struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec MapsSpec `json:"spec,omitempty"`
}

// Name is what keys are called.
type Name string

// Settings are a named map.
// +kubebuilder:validation:MaxProperties=9
// +mapType=atomic
type Settings map[string]string

type MapsSpec struct {
	// +kubebuilder:validation:MinProperties=1
	// +kubebuilder:validation:MaxProperties=10
	// +mapType=granular
	Labels   map[string]string          `json:"labels"`
	Named    map[Name]int32             `json:"named"`
	Lists    map[string][]string        `json:"lists"`
	Deep     map[string]map[string]bool `json:"deep"`
	Structs  map[string]Inner           `json:"structs"`
	Settings Settings                   `json:"settings"`
	// +kubebuilder:validation:items:MinProperties=1
	// +kubebuilder:validation:items:MaxProperties=2
	Each []map[string]string `json:"each"`
}

type Inner struct {
	// Value of it.
	Value string `json:"value"`
}

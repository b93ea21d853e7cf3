// +groupName=numeric-enum.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type NumericEnum struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec NumericEnumSpec `json:"spec,omitempty"`
}

// Level of it.
// +kubebuilder:validation:Enum=1;2;5
type Level int32

// +kubebuilder:validation:Maximum=9
// +kubebuilder:validation:Minimum=1
type Digit int

type NumericEnumSpec struct {
	Level Level `json:"level"`
	// +kubebuilder:default=3
	Digit Digit `json:"digit,omitempty"`
	// +kubebuilder:validation:Enum=7;8
	Some   int64            `json:"some,omitempty"`
	Digits []Digit          `json:"digits"`
	ByName map[string]Level `json:"byName"`
}

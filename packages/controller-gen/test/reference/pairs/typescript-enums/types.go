// +groupName=typescript-enums.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type TypescriptEnums struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec TypescriptEnumsSpec `json:"spec,omitempty"`
}

// +kubebuilder:validation:Enum=b;a
type Plain string

// +kubebuilder:validation:Enum=1;2;5
type Level int32

type TypescriptEnumsSpec struct {
	Plain Plain `json:"plain"`
	// +kubebuilder:validation:Enum=1;2
	Inline int `json:"inline"`
	// +kubebuilder:validation:Enum=true
	Yes  bool `json:"yes"`
	Both bool `json:"both"`
	// +nullable
	// +kubebuilder:validation:Enum=x
	Maybe   string           `json:"maybe"`
	List    []Plain          `json:"list"`
	ByPlain map[Plain]string `json:"byPlain"`
}

// +groupName=shadowing.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Shadowing struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ShadowingSpec `json:"spec,omitempty"`
}

type Base struct {
	// Text of the base.
	// +kubebuilder:validation:MaxLength=10
	Name string `json:"name"`
	Kept int32  `json:"kept"`
}

type ShadowingSpec struct {
	Base `json:",inline"`
	// Text of its own.
	// +kubebuilder:validation:MinLength=1
	Name  string    `json:"name"`
	Other OtherBase `json:"other"`
}

type OtherBase struct {
	Base `json:",inline"`
	// +kubebuilder:validation:MaxLength=5
	// +kubebuilder:validation:Enum=a;b
	Name string `json:"name"`
}

// +groupName=embedding.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Embedding struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec EmbeddingSpec `json:"spec,omitempty"`
}

// Common is shared.
// +kubebuilder:validation:XValidation:rule="self.name != 'no'"
type Common struct {
	// Name of it.
	Name string `json:"name"`
	// +optional
	// +kubebuilder:validation:MaxLength=10
	Note string `json:"note"`
}

// More is shared too.
// +structType=atomic
type More struct {
	Common `json:",inline"`
	Size   int32 `json:"size,omitempty"`
}

// Mixin stands beside.
type Mixin struct {
	Flag bool `json:"flag"`
}

// EmbeddingSpec takes over three.
// +kubebuilder:validation:XValidation:rule="self.flag"
type EmbeddingSpec struct {
	More  `json:",inline"`
	Mixin `json:",inline"`
	// +kubebuilder:validation:MinLength=2
	Own     string  `json:"own"`
	Literal Literal `json:"literal"`
}

// Literal is made by an intersection.
type Literal struct {
	Mixin `json:",inline"`
	Extra string `json:"extra,omitempty"`
}

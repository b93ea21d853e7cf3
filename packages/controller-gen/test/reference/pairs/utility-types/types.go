// +groupName=utility-types.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type UtilityTypes struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec UtilityTypesSpec `json:"spec,omitempty"`
}

type Full struct {
	// A of it.
	A string `json:"a"`
	B int32  `json:"b"`
	// +kubebuilder:validation:MaxLength=3
	C string `json:"c,omitempty"`
}

type Picked struct {
	// A of it.
	A string `json:"a"`
	// +kubebuilder:validation:MaxLength=3
	C string `json:"c,omitempty"`
}

type Omitted struct {
	B int32 `json:"b"`
}

type Partial struct {
	// A of it.
	A string `json:"a,omitempty"`
	B int32  `json:"b,omitempty"`
	// +kubebuilder:validation:MaxLength=3
	C string `json:"c,omitempty"`
}

type Required struct {
	// A of it.
	A string `json:"a"`
	B int32  `json:"b"`
	// +kubebuilder:validation:MaxLength=3
	C string `json:"c"`
}

// Documented is picked.
// +structType=atomic
type Documented struct {
	B int32 `json:"b"`
}

type UtilityTypesSpec struct {
	Full       Full       `json:"full"`
	Picked     Picked     `json:"picked"`
	Omitted    Omitted    `json:"omitted"`
	Partial    Partial    `json:"partial"`
	Required   Required   `json:"required"`
	Documented Documented `json:"documented"`
	Frozen     Full       `json:"frozen"`
}

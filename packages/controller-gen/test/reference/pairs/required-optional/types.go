// +groupName=required-optional.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type RequiredOptional struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec RequiredOptionalSpec `json:"spec,omitempty"`
}

type RequiredOptionalSpec struct {
	Plain     string  `json:"plain"`
	OmitEmpty string  `json:"omitEmpty,omitempty"`
	OmitZero  Nothing `json:"omitZero,omitzero"`
	// +optional
	Optional string `json:"optional"`
	// +required
	Required string `json:"required,omitempty"`
	// +kubebuilder:validation:Optional
	OldOptional string `json:"oldOptional"`
	// +kubebuilder:validation:Required
	OldRequired string `json:"oldRequired,omitempty"`
	// +kubebuilder:validation:Required
	// +optional
	Both string `json:"both,omitempty"`
	// +k8s:optional
	NewOptional string `json:"newOptional"`
	// +k8s:required
	NewRequired string `json:"newRequired,omitempty"`
	// +k8s:required
	List []string `json:"list"`
	// +k8s:required
	Map map[string]string `json:"map"`
	// +k8s:required
	Struct Nothing `json:"struct"`
	// +k8s:required
	// +kubebuilder:validation:MinLength=3
	Long string `json:"long"`
	// +k8s:required
	Number int32 `json:"number"`
	// +nullable
	Nullable *string `json:"nullable,omitempty"`
	// +nullable
	NullableRequired *Nothing `json:"nullableRequired"`
}

type Nothing struct {
	Value string `json:"value,omitempty"`
}

// +groupName=standard-tags.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type StandardTags struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec StandardTagsSpec `json:"spec,omitempty"`
}

type StandardTagsSpec struct {
	// Age of it.
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=150
	// +kubebuilder:default=18
	Age int32 `json:"age,omitempty"`
	// Name of it.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z]+$`
	// +kubebuilder:default=ann
	// +kubebuilder:example="bob"
	Name string `json:"name,omitempty"`
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=3
	// +kubebuilder:default={"a"}
	List []string `json:"list,omitempty"`
	// +kubebuilder:validation:Format=date
	Day string `json:"day"`
	// +kubebuilder:validation:MultipleOf=5
	Five int32 `json:"five"`
}

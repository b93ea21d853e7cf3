// +groupName=marked-items.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type MarkedItems struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec MarkedItemsSpec `json:"spec,omitempty"`
}

// Names has markers for its items.
// +kubebuilder:validation:items:MaxLength=9
// +kubebuilder:validation:items:Pattern=`^[a-z]+$`
type Names []string

type MarkedItemsSpec struct {
	// +kubebuilder:validation:items:Enum=a;b
	// +kubebuilder:validation:MinItems=1
	Letters []string `json:"letters"`
	// +kubebuilder:validation:items:XValidation:rule="self.size() < 3",message="short"
	// +kubebuilder:validation:MaxItems=3
	// +kubebuilder:validation:items:MaxLength=10
	Short []string `json:"short"`
	Names Names    `json:"names"`
	// +kubebuilder:validation:items:Minimum=1
	Ports []int32                 `json:"ports"`
	Table [][]map[string][]string `json:"table"`
}

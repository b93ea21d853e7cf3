// +groupName=floats.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Floats struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec FloatsSpec `json:"spec,omitempty"`
}

type FloatsSpec struct {
	// +kubebuilder:validation:Minimum=0.5
	// +kubebuilder:validation:Maximum=1234567.25
	// +kubebuilder:validation:MultipleOf=0.25
	Single float32 `json:"single"`
	// +kubebuilder:validation:Maximum=1e21
	// +kubebuilder:validation:Minimum=-1e-7
	Double float64 `json:"double"`
	// +kubebuilder:default=0.5
	Half float64 `json:"half,omitempty"`
}

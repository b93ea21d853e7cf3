// +groupName=enums.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Enums struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec EnumsSpec `json:"spec,omitempty"`
}

// Color of it.
// +kubebuilder:validation:Enum=red;green;"dark blue"
type Color string

// +k8s:enum
type Phase string

const (
	PhaseRunning Phase = "Running"
	PhasePending Phase = "Pending"
	PhaseDone    Phase = "Done"
)

type EnumsSpec struct {
	Color Color `json:"color"`
	// The other color.
	Other  Color   `json:"other,omitempty"`
	Phase  Phase   `json:"phase"`
	Phases []Phase `json:"phases"`
	// +kubebuilder:validation:Enum=a;b
	Place string `json:"place"`
	// +kubebuilder:validation:Enum=1;2;3
	Level int32 `json:"level"`
	// +kubebuilder:validation:items:Enum=x;y
	Each []string `json:"each"`
	// +kubebuilder:validation:Enum={"",yes,"1"}
	Odd string `json:"odd"`
	// +kubebuilder:validation:Enum=red
	Red Color `json:"red"`
}

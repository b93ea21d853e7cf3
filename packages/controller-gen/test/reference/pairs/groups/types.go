// +groupName=groups.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Groups struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec GroupsSpec `json:"spec,omitempty"`
}

// +kubebuilder:validation:ExactlyOneOf=http;https
// +kubebuilder:validation:AtMostOneOf=alpha;beta
// +kubebuilder:validation:AtLeastOneOf=gamma;delta;alpha
// +kubebuilder:validation:XValidation:rule="true"
type GroupsSpec struct {
	// +optional
	HTTP  string  `json:"http,omitempty"`
	HTTPS string  `json:"https,omitempty"`
	Alpha string  `json:"alpha,omitempty"`
	Beta  string  `json:"beta,omitempty"`
	Gamma string  `json:"gamma,omitempty"`
	Delta *Choice `json:"delta,omitempty"`
}

// +kubebuilder:validation:AtMostOneOf=one;two
// +kubebuilder:validation:AtMostOneOf=three;four
type Choice struct {
	One   string `json:"one,omitempty"`
	Two   string `json:"two,omitempty"`
	Three string `json:"three,omitempty"`
	Four  string `json:"four,omitempty"`
}

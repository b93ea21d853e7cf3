// +groupName=alias-chains.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type AliasChains struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec AliasChainsSpec `json:"spec,omitempty"`
}

// Base is the first.
// +kubebuilder:validation:MaxLength=100
// +kubebuilder:validation:Pattern=`^a`
type Base string

// Derived is the second.
// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:Pattern=`z$`
type Derived Base

type Undocumented Derived

// Count of things.
// +kubebuilder:validation:Minimum=0
type Count int32

type AliasChainsSpec struct {
	Base Base `json:"base"`
	// A field's own text.
	// +kubebuilder:validation:MaxLength=50
	Derived      Derived      `json:"derived"`
	Undocumented Undocumented `json:"undocumented"`
	// +kubebuilder:validation:Maximum=9
	Count Count `json:"count"`
	// +kubebuilder:validation:Minimum=0
	Same   Count           `json:"same"`
	Many   []Derived       `json:"many"`
	ByName map[string]Base `json:"byName"`
	// +kubebuilder:validation:XValidation:rule="self != 'x'"
	// +kubebuilder:validation:Format=hostname
	// +kubebuilder:default="abc"
	Ruled Base `json:"ruled"`
}

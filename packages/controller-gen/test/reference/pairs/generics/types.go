// +groupName=generics.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Generics struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec GenericsSpec `json:"spec,omitempty"`
}

type RefToName struct {
	Name string `json:"name"`
	// Value of it.
	Value string `json:"value,omitempty"`
}

type RefToPort struct {
	Name string `json:"name"`
	// Value of it.
	Value Port `json:"value,omitempty"`
}

type Port struct {
	Number int32 `json:"number"`
}

type GenericsSpec struct {
	Text  RefToName   `json:"text"`
	Port  RefToPort   `json:"port"`
	Ports []RefToPort `json:"ports"`
	Box   Box         `json:"box"`
}

type Box struct {
	Inner RefToPort `json:"inner"`
	All   []Port    `json:"all"`
}

// +groupName=inline-objects.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type InlineObjects struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec InlineObjectsSpec `json:"spec,omitempty"`
}

type InlineObjectsSpec struct {
	Endpoint InlineEndpoint        `json:"endpoint"`
	Ports    []InlinePort          `json:"ports"`
	ByName   map[string]InlinePort `json:"byName"`
}

type InlineEndpoint struct {
	// Host of it.
	Host string `json:"host"`
	// +kubebuilder:default=80
	Port int32     `json:"port,omitempty"`
	Tls  InlineTls `json:"tls,omitempty"`
}

type InlineTls struct {
	Secret string `json:"secret"`
}

type InlinePort struct {
	Number int32 `json:"number"`
}

// +groupName=embedded-metadata.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type EmbeddedMetadata struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec EmbeddedMetadataSpec `json:"spec,omitempty"`
}

type EmbeddedMetadataSpec struct {
	Template Template `json:"template"`
}

type Template struct {
	// Metadata of what is made.
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Text              string `json:"text"`
}

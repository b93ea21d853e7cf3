// +groupName=titles.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Titles struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec TitlesSpec `json:"spec,omitempty"`
}

// Named has a title.
// +kubebuilder:title="A named thing"
// +kubebuilder:externalDocs:url="https://example.com/named"
type Named struct {
	// +kubebuilder:title=Single
	A string `json:"a"`
}

type TitlesSpec struct {
	// +kubebuilder:title="The count of it"
	// +kubebuilder:externalDocs:url="https://example.com/count",description="How to count"
	Count int32 `json:"count"`
	Named Named `json:"named"`
	// +kubebuilder:title="Another"
	// +kubebuilder:externalDocs:url="/relative"
	// +kubebuilder:example={a: "x"}
	Other Named `json:"other"`
}

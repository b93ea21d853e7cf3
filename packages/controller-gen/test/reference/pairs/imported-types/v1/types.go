// +groupName=imported-types.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"kubewright.dev/controller-gen/reference/pairs/imported-types/shared"
)

type ImportedTypes struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ImportedTypesSpec `json:"spec,omitempty"`
}

type ImportedTypesSpec struct {
	Shared shared.Shared `json:"shared"`
	// Its own text.
	Size      shared.Size     `json:"size,omitempty"`
	All       []shared.Shared `json:"all"`
	Inherited Inherited       `json:"inherited"`
}

type Inherited struct {
	shared.Shared `json:",inline"`
	Own           string `json:"own"`
}

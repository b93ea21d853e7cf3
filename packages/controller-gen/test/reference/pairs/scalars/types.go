// +groupName=scalars.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Scalars struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ScalarsSpec `json:"spec,omitempty"`
}

type ScalarsSpec struct {
	Text   string `json:"text"`
	Flag   bool   `json:"flag"`
	Whole  int    `json:"whole"`
	Small  int32  `json:"small"`
	Large  int64  `json:"large"`
	Binary []byte `json:"binary"`
}

// +groupName=skipped-fields.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type SkippedFields struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec SkippedFieldsSpec `json:"spec,omitempty"`
}

type SkippedFieldsSpec struct {
	Kept    string `json:"kept"`
	Skipped string `json:"-"`
	Dash    string `json:"-,"`
	Odd     string `json:"odd-name.with/signs"`
}

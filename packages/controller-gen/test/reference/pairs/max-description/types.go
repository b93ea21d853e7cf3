// +groupName=max-description.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type MaxDescription struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec MaxDescriptionSpec `json:"spec,omitempty"`
}

// MaxDescriptionSpec is described. In two sentences.
type MaxDescriptionSpec struct {
	// This is short.
	Short string `json:"short"`
	// A sentence that ends. Another one that is cut off because it is too long.
	Cut string `json:"cut"`
	// one long run of words without any end of a sentence in it at all so a word is cut
	Words string `json:"words"`
	// aVeryLongWordThatHasNoSpaceInItAndIsLongerThanTheLimitAllows
	Word string `json:"word"`
}

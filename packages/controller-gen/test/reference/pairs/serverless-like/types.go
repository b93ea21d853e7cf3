// +groupName=serverless-like.example.com
// +versionName=v1
package v1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type ServerlessLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ServerlessLikeSpec `json:"spec,omitempty"`
}

// ServerlessLikeSpec is a program that scales to nothing.
type ServerlessLikeSpec struct {
	// +kubebuilder:pruning:PreserveUnknownFields
	Template Template `json:"template"`
	// +listType=map
	// +listMapKey=revisionName
	Traffic []Target `json:"traffic,omitempty"`
}

type Template struct {
	// +optional
	Metadata metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec     RevisionSpec      `json:"spec,omitempty"`
}

type RevisionSpec struct {
	// +kubebuilder:validation:Minimum=0
	ContainerConcurrency *int64             `json:"containerConcurrency,omitempty"`
	TimeoutSeconds       *int64             `json:"timeoutSeconds,omitempty"`
	Containers           []corev1.Container `json:"containers"`
}

type Target struct {
	// +kubebuilder:default=""
	RevisionName string `json:"revisionName"`
	// +nullable
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=100
	Percent        *int64 `json:"percent,omitempty"`
	Tag            string `json:"tag,omitempty"`
	LatestRevision *bool  `json:"latestRevision,omitempty"`
}

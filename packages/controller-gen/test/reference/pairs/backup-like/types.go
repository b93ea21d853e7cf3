// +groupName=backup-like.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type BackupLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec BackupLikeSpec `json:"spec,omitempty"`
}

// BackupLikeSpec is a copy.
type BackupLikeSpec struct {
	// +optional
	// +nullable
	IncludedNamespaces []string `json:"includedNamespaces,omitempty"`
	// +optional
	// +nullable
	LabelSelector *metav1.LabelSelector `json:"labelSelector,omitempty"`
	// +optional
	TTL   metav1.Duration `json:"ttl,omitempty"`
	Hooks Hooks           `json:"hooks,omitempty"`
	// +optional
	// +nullable
	OrLabelSelectors []*metav1.LabelSelector `json:"orLabelSelectors,omitempty"`
	Metadata         Metadata                `json:"metadata,omitempty"`
}

type Metadata struct {
	Labels map[string]string `json:"labels,omitempty"`
}

type Hooks struct {
	// +optional
	// +nullable
	Resources []Hook `json:"resources,omitempty"`
}

type Hook struct {
	Name string `json:"name"`
	// +kubebuilder:validation:MinItems=1
	Command []string `json:"command"`
	// +optional
	OnError Mode `json:"onError,omitempty"`
}

// Mode is what an error means.
// +kubebuilder:validation:Enum=Continue;Fail
type Mode string

// +groupName=status-condition.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type StatusCondition struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec StatusConditionSpec `json:"spec,omitempty"`
}

type StatusConditionSpec struct {
	// +kubebuilder:default:={"observedGeneration":-1}
	Status Status `json:"status,omitempty"`
}

// Status says how it is.
type Status struct {
	// +patchMergeKey=type
	// +patchStrategy=merge
	// +listType=map
	// +listMapKey=type
	// +optional
	Conditions         []metav1.Condition     `json:"conditions,omitempty"`
	ObservedGeneration int64                  `json:"observedGeneration,omitempty"`
	LastSeen           *metav1.MicroTime      `json:"lastSeen,omitempty"`
	Owner              *metav1.OwnerReference `json:"owner,omitempty"`
}

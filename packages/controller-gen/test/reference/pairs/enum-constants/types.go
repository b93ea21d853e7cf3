// +groupName=enum-constants.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type EnumConstants struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec EnumConstantsSpec `json:"spec,omitempty"`
}

// +k8s:enum
type Mode string

const (
	ModeSlow Mode = "slow"
	ModeFast Mode = "fast"
)

// +k8s:enum
type Protocol string

const (
	TCP  Protocol = "TCP"
	SCTP Protocol = "SCTP"
)

type EnumConstantsSpec struct {
	// +k8s:required
	Mode     Mode     `json:"mode"`
	Protocol Protocol `json:"protocol,omitempty"`
}

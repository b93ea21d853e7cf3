// +groupName=topology.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Topology struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec TopologySpec `json:"spec,omitempty"`
}

type Item struct {
	Name string `json:"name"`
	// +kubebuilder:default="TCP"
	Protocol string `json:"protocol,omitempty"`
}

// +structType=atomic
type Atomic struct {
	A string `json:"a,omitempty"`
}

type TopologySpec struct {
	// +listType=map
	// +listMapKey=name
	// +listMapKey=protocol
	Items []Item `json:"items"`
	// +k8s:listType=map
	// +k8s:listMapKey=name
	// +listMapKey=name
	Aliased []Item `json:"aliased"`
	// +listType=set
	Set []string `json:"set"`
	// +listType=atomic
	AtomicList []string `json:"atomicList"`
	// +mapType=atomic
	AtomicMap map[string]string `json:"atomicMap"`
	// +structType=granular
	Struct Item   `json:"struct"`
	Atomic Atomic `json:"atomic"`
	// +structType=granular
	Mixed Atomic `json:"mixed"`
}

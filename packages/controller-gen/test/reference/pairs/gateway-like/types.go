// +groupName=gateway-like.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type GatewayLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec GatewayLikeSpec `json:"spec,omitempty"`
}

// GatewayLikeSpec lets traffic in.
type GatewayLikeSpec struct {
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=64
	// +kubebuilder:validation:XValidation:message="names must be unique",rule="self.all(l1, self.exists_one(l2, l1.name == l2.name))"
	Listeners []Listener `json:"listeners"`
	// +optional
	// +kubebuilder:validation:MaxItems=16
	Addresses []Address `json:"addresses,omitempty"`
}

// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=253
// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`
type SectionName string

// +kubebuilder:validation:Minimum=1
// +kubebuilder:validation:Maximum=65535
type PortNumber int32

type Listener struct {
	Name SectionName `json:"name"`
	// +optional
	Hostname *Hostname  `json:"hostname,omitempty"`
	Port     PortNumber `json:"port"`
	// +kubebuilder:default={namespaces:{from: Same}}
	// +optional
	AllowedRoutes *AllowedRoutes `json:"allowedRoutes,omitempty"`
}

// +kubebuilder:validation:MaxLength=253
type Hostname string

type AllowedRoutes struct {
	// +kubebuilder:default={from: Same}
	Namespaces *RouteNamespaces `json:"namespaces,omitempty"`
}

type RouteNamespaces struct {
	// +kubebuilder:validation:Enum=All;Selector;Same
	// +kubebuilder:default=Same
	From     *string               `json:"from,omitempty"`
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
}

// +kubebuilder:validation:XValidation:message="a host name must be one",rule="self.type == 'Hostname' ? self.value.size() > 0 : true"
type Address struct {
	// +optional
	// +kubebuilder:default=IPAddress
	// +kubebuilder:validation:MaxLength=253
	Type *string `json:"type,omitempty"`
	// +kubebuilder:validation:MaxLength=253
	Value string `json:"value,omitempty"`
}

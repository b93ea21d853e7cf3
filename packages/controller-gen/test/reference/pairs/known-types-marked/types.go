// +groupName=known-types-marked.example.com
// +versionName=v1
package v1

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type KnownTypesMarked struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec KnownTypesMarkedSpec `json:"spec,omitempty"`
}

type KnownTypesMarkedSpec struct {
	// When it happened.
	// +optional
	Time *metav1.Time `json:"time,omitempty"`
	// +kubebuilder:default="1h"
	// +kubebuilder:validation:Format=duration
	Duration metav1.Duration `json:"duration"`
	// How much of it.
	// +kubebuilder:default="500m"
	Amount resource.Quantity `json:"amount"`
	// +kubebuilder:validation:XIntOrString
	// +kubebuilder:validation:Pattern=`^[0-9]+%?$`
	// +kubebuilder:default="25%"
	Share intstr.IntOrString `json:"share"`
	// +kubebuilder:validation:EmbeddedResource
	// +kubebuilder:pruning:PreserveUnknownFields
	Template runtime.RawExtension `json:"template"`
	// +nullable
	Any *apiextensionsv1.JSON `json:"any,omitempty"`
	// +kubebuilder:validation:Enum=1;50%
	Step intstr.IntOrString `json:"step"`
}

// +groupName=known-types.example.com
// +versionName=v1
package v1

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type KnownTypes struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec KnownTypesSpec `json:"spec,omitempty"`
}

type KnownTypesSpec struct {
	Time      metav1.Time                 `json:"time"`
	Micro     metav1.MicroTime            `json:"micro"`
	Duration  metav1.Duration             `json:"duration"`
	Amount    resource.Quantity           `json:"amount"`
	Port      intstr.IntOrString          `json:"port"`
	Extension runtime.RawExtension        `json:"extension"`
	Any       apiextensionsv1.JSON        `json:"any"`
	Selector  metav1.LabelSelector        `json:"selector"`
	Condition metav1.Condition            `json:"condition"`
	Owner     metav1.OwnerReference       `json:"owner"`
	Kind      metav1.GroupVersionKind     `json:"kind"`
	Meta      metav1.ObjectMeta           `json:"meta"`
	ListMeta  metav1.ListMeta             `json:"listMeta"`
	Managed   []metav1.ManagedFieldsEntry `json:"managed"`
}

// +groupName=workflow-like.example.com
// +versionName=v1
package v1

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type WorkflowLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec WorkflowLikeSpec `json:"spec,omitempty"`
}

// WorkflowLikeSpec is a graph of steps.
type WorkflowLikeSpec struct {
	Entrypoint string `json:"entrypoint,omitempty"`
	// +kubebuilder:validation:MaxItems=200
	Steps     []Step                          `json:"steps"`
	Arguments map[string]apiextensionsv1.JSON `json:"arguments,omitempty"`
	// +kubebuilder:validation:EmbeddedResource
	// +kubebuilder:pruning:PreserveUnknownFields
	Manifest *runtime.RawExtension `json:"manifest,omitempty"`
	Retry    *Retry                `json:"retry,omitempty"`
	Selector *metav1.LabelSelector `json:"selector,omitempty"`
}

// StepName is a label.
// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
// +kubebuilder:validation:MaxLength=63
type StepName string

// StepNames are told apart.
// +listType=set
// +kubebuilder:validation:MaxItems=20
type StepNames []StepName

// Environment by step.
type Environment map[StepName]StringMap

type StringMap map[string]string

// +kubebuilder:validation:XValidation:rule="!(self.name in self.after)",message="a step cannot follow itself"
type Step struct {
	Name StepName `json:"name"`
	// What must be done before.
	After  StepNames   `json:"after,omitempty"`
	Env    Environment `json:"env,omitempty"`
	Script [][]string  `json:"script,omitempty"`
	Blob   []byte      `json:"blob,omitempty"`
}

type Retry struct {
	// +kubebuilder:validation:XIntOrString
	// +kubebuilder:validation:Pattern=`^[0-9]+%?$`
	Limit   *intstr.IntOrString `json:"limit,omitempty"`
	Backoff metav1.Duration     `json:"backoff,omitempty"`
}

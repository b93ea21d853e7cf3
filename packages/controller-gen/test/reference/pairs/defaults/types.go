// +groupName=defaults.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type Defaults struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec DefaultsSpec `json:"spec,omitempty"`
}

type Endpoint struct {
	Host string `json:"host"`
	Port int32  `json:"port,omitempty"`
}

type DefaultsSpec struct {
	// +kubebuilder:default=ClusterIP
	Bare string `json:"bare,omitempty"`
	// +kubebuilder:default="two words"
	Quoted string `json:"quoted,omitempty"`
	// +kubebuilder:default=""
	Empty string `json:"empty,omitempty"`
	// +kubebuilder:default=3
	Number int32 `json:"number,omitempty"`
	// +kubebuilder:default=-7
	Negative int64 `json:"negative,omitempty"`
	// +kubebuilder:default=9007199254740993
	Huge int64 `json:"huge,omitempty"`
	// +kubebuilder:default=true
	Flag bool `json:"flag,omitempty"`
	// +kubebuilder:default={80,443}
	Ports []int32 `json:"ports,omitempty"`
	// +kubebuilder:default={a,"b c",`d`}
	Names []string `json:"names,omitempty"`
	// +kubebuilder:default={}
	EmptyList []string `json:"emptyList,omitempty"`
	// +kubebuilder:default={}
	EmptyMap map[string]string `json:"emptyMap,omitempty"`
	// +kubebuilder:default={host: "localhost", port: 5432}
	Endpoint Endpoint `json:"endpoint,omitempty"`
	// +kubebuilder:default:={"host":"a b","port":1}
	Json Endpoint `json:"json,omitempty"`
	// +kubebuilder:default={{host: "a"}, {host: "b", port: 2}}
	Endpoints []Endpoint `json:"endpoints,omitempty"`
	// +default="text"
	Text string `json:"text,omitempty"`
	// +default=[1, 2]
	Numbers []int32 `json:"numbers,omitempty"`
	// +default={"host": "h"}
	Object Endpoint `json:"object,omitempty"`
	// +default=ref(someConstant)
	Ref string `json:"ref,omitempty"`
	// +kubebuilder:default=b
	// +default="a"
	Both string `json:"both,omitempty"`
	// +kubebuilder:default=100Mi
	Size string `json:"size,omitempty"`
	// +kubebuilder:default=1;2
	Legacy []int32 `json:"legacy,omitempty"`
	// +kubebuilder:default="12"
	Digits string `json:"digits,omitempty"`
	// +kubebuilder:example=5
	Example int32 `json:"example,omitempty"`
	// +kubebuilder:example={host: "example.com"}
	ObjectExample Endpoint `json:"objectExample,omitempty"`
}

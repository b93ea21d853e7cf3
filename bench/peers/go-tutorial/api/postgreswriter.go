// Package api has the kind as the tutorial declares it: four fields, no status.
package api

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var groupVersion = schema.GroupVersion{Group: "demo.yash.com", Version: "v1"}

// AddToScheme makes the kind known.
func AddToScheme(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(groupVersion, &PostgresWriter{}, &PostgresWriterList{})
	metav1.AddToGroupVersion(scheme, groupVersion)
	return nil
}

// PostgresWriter is a row.
type PostgresWriter struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec Spec `json:"spec,omitempty"`
}

// Spec is the row that should exist.
type Spec struct {
	Table   string `json:"table"`
	Name    string `json:"name"`
	Age     int    `json:"age"`
	Country string `json:"country"`
}

// PostgresWriterList is what a LIST answers.
type PostgresWriterList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []PostgresWriter `json:"items"`
}

// DeepCopyObject implements runtime.Object.
func (in *PostgresWriter) DeepCopyObject() runtime.Object {
	out := *in
	in.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	return &out
}

// DeepCopyObject implements runtime.Object.
func (in *PostgresWriterList) DeepCopyObject() runtime.Object {
	out := *in
	in.ListMeta.DeepCopyInto(&out.ListMeta)
	out.Items = make([]PostgresWriter, len(in.Items))
	for i := range in.Items {
		in.Items[i].ObjectMeta.DeepCopyInto(&out.Items[i].ObjectMeta)
		out.Items[i].TypeMeta, out.Items[i].Spec = in.Items[i].TypeMeta, in.Items[i].Spec
	}
	return &out
}

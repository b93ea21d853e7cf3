// Package api has the kind as this operator sees it: the fields that it reads and writes.
package api

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// GroupVersion is that of the CRD in config/crd.
var GroupVersion = schema.GroupVersion{Group: "demo.yash.com", Version: "v1"}

// AddToScheme makes the kind known.
func AddToScheme(scheme *runtime.Scheme) error {
	scheme.AddKnownTypes(GroupVersion, &PostgresWriter{}, &PostgresWriterList{})
	metav1.AddToGroupVersion(scheme, GroupVersion)
	return nil
}

// PostgresWriter is a row in PostgreSQL that is kept equal to its spec.
type PostgresWriter struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec   Spec   `json:"spec"`
	Status Status `json:"status,omitempty"`
}

// Spec is the row that should exist.
type Spec struct {
	Table   string `json:"table"`
	Name    string `json:"name"`
	Age     int32  `json:"age"`
	Country string `json:"country"`

	// Fields that have defaults: an update of the whole object must not lose them.
	DeletionPolicy string `json:"deletionPolicy,omitempty"`
	AdoptionPolicy string `json:"adoptionPolicy,omitempty"`
	DriftPolicy    string `json:"driftPolicy,omitempty"`
	Suspend        *bool  `json:"suspend,omitempty"`
}

// Status is what has become of the row.
type Status struct {
	Conditions         []metav1.Condition `json:"conditions,omitempty"`
	ObservedGeneration int64              `json:"observedGeneration,omitempty"`
	// Table is the one that the row was written to last.
	Table string `json:"table,omitempty"`
}

// PostgresWriterList is what a LIST answers.
type PostgresWriterList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`

	Items []PostgresWriter `json:"items"`
}

// DeepCopyObject implements runtime.Object.
func (in *PostgresWriter) DeepCopyObject() runtime.Object { return in.DeepCopy() }

// DeepCopy shares nothing with the original.
func (in *PostgresWriter) DeepCopy() *PostgresWriter {
	out := *in
	in.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	if in.Spec.Suspend != nil {
		suspend := *in.Spec.Suspend
		out.Spec.Suspend = &suspend
	}
	// A condition holds no pointer but that of its time's zone, which is never written.
	out.Status.Conditions = append([]metav1.Condition(nil), in.Status.Conditions...)
	return &out
}

// DeepCopyObject implements runtime.Object.
func (in *PostgresWriterList) DeepCopyObject() runtime.Object {
	out := *in
	in.ListMeta.DeepCopyInto(&out.ListMeta)
	out.Items = make([]PostgresWriter, len(in.Items))
	for i := range in.Items {
		out.Items[i] = *in.Items[i].DeepCopy()
	}
	return &out
}

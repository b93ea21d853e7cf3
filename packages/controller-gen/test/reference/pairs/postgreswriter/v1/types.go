// The Go counterpart of apps/postgres-writer/api/v1/postgreswriter-types.ts.
// +groupName=demo.yash.com
// +versionName=v1
package v1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// PostgresWriterSpec defines the row that should exist.
type PostgresWriterSpec struct {
	// Table that the row belongs in, written as in SQL: folded to lower case unless quoted, with a schema if need be.
	// +kubebuilder:validation:Required
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=255
	// +kubebuilder:validation:XValidation:rule=`!self.matches(r'\p{Cc}')`,message="table must not contain control characters"
	Table string `json:"table"`

	// Name of the person.
	// +kubebuilder:validation:Required
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:MaxLength=65536
	// +kubebuilder:validation:XValidation:rule=`!self.matches(r'\x00')`,message="name must not contain the NUL character, which PostgreSQL cannot store"
	Name string `json:"name"`

	// Age of the person in years.
	// +kubebuilder:validation:Required
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=2147483647
	Age int `json:"age"`

	// Country the person lives in.
	// +kubebuilder:validation:Required
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:MaxLength=65536
	// +kubebuilder:validation:XValidation:rule=`!self.matches(r'\x00')`,message="country must not contain the NUL character, which PostgreSQL cannot store"
	Country string `json:"country"`

	// What becomes of the row once this object is deleted. Retain leaves it; an object of the same name takes it back.
	// +kubebuilder:validation:Enum=Delete;Retain
	// +kubebuilder:default=Delete
	// +optional
	DeletionPolicy string `json:"deletionPolicy,omitempty"`

	// What to do about a row that was there before: Fail leaves it alone and says so, Adopt takes it over.
	// +kubebuilder:validation:Enum=Fail;Adopt
	// +kubebuilder:default=Fail
	// +optional
	AdoptionPolicy string `json:"adoptionPolicy,omitempty"`

	// What to do about a row that somebody else changed: Correct writes it again, Report leaves it and says so.
	// +kubebuilder:validation:Enum=Correct;Report
	// +kubebuilder:default=Correct
	// +optional
	DriftPolicy string `json:"driftPolicy,omitempty"`

	// While true the row is not touched: edits wait, and so does a deletion.
	// +kubebuilder:default=false
	// +optional
	Suspend bool `json:"suspend,omitempty"`
}

// PostgresWriterStatus says what has become of the row.
type PostgresWriterStatus struct {
	// Conditions of the row. Ready is always among them once the operator has seen the object.
	// +listType=map
	// +listMapKey=type
	// +optional
	Conditions []metav1.Condition `json:"conditions,omitempty"`

	// Generation of the spec that this status speaks of; -1 until the operator has seen the object.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`

	// Table that the row was written to last, with its schema.
	// +optional
	Table string `json:"table,omitempty"`
}

// PostgresWriter is a row in PostgreSQL that is kept equal to its spec.
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:shortName=pw
// +kubebuilder:printcolumn:name="Table",type=string,JSONPath=`.spec.table`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
type PostgresWriter struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec PostgresWriterSpec `json:"spec"`

	// +kubebuilder:default:={"observedGeneration":-1}
	Status PostgresWriterStatus `json:"status,omitempty"`
}

// PostgresWriterList contains a list of PostgresWriter.
// +kubebuilder:object:root=true
type PostgresWriterList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []PostgresWriter `json:"items"`
}

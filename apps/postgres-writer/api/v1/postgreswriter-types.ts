/**
 * +groupName=demo.yash.com
 * +versionName=v1
 */
import type { Condition, int, int64, KubernetesList, KubernetesObject } from '@kubewright/apimachinery';

/** PostgresWriterSpec defines the row that should exist. */
export interface PostgresWriterSpec {
  /**
   * Table that the row belongs in, written as in SQL: folded to lower case unless quoted, with a schema if need be.
   * +kubebuilder:validation:Required
   * +kubebuilder:validation:Type=string
   * +kubebuilder:validation:MinLength=1
   * +kubebuilder:validation:MaxLength=255
   * +kubebuilder:validation:XValidation:rule=`!self.matches(r'\p{Cc}')`,message="table must not contain control characters"
   */
  readonly table: string;

  /**
   * Name of the person.
   * +kubebuilder:validation:Required
   * +kubebuilder:validation:Type=string
   * +kubebuilder:validation:MaxLength=65536
   * +kubebuilder:validation:XValidation:rule=`!self.matches(r'\x00')`,message="name must not contain the NUL character, which PostgreSQL cannot store"
   */
  readonly name: string;

  /**
   * Age of the person in years.
   * +kubebuilder:validation:Required
   * +kubebuilder:validation:Minimum=0
   * +kubebuilder:validation:Maximum=2147483647
   */
  readonly age: int;

  /**
   * Country the person lives in.
   * +kubebuilder:validation:Required
   * +kubebuilder:validation:Type=string
   * +kubebuilder:validation:MaxLength=65536
   * +kubebuilder:validation:XValidation:rule=`!self.matches(r'\x00')`,message="country must not contain the NUL character, which PostgreSQL cannot store"
   */
  readonly country: string;

  /**
   * What becomes of the row once this object is deleted. Retain leaves it; an object of the same name takes it back.
   * +kubebuilder:validation:Enum=Delete;Retain
   * +kubebuilder:default=Delete
   * +optional
   */
  readonly deletionPolicy?: 'Delete' | 'Retain';

  /**
   * What to do about a row that was there before: Fail leaves it alone and says so, Adopt takes it over.
   * +kubebuilder:validation:Enum=Fail;Adopt
   * +kubebuilder:default=Fail
   * +optional
   */
  readonly adoptionPolicy?: 'Fail' | 'Adopt';

  /**
   * What to do about a row that somebody else changed: Correct writes it again, Report leaves it and says so.
   * +kubebuilder:validation:Enum=Correct;Report
   * +kubebuilder:default=Correct
   * +optional
   */
  readonly driftPolicy?: 'Correct' | 'Report';

  /**
   * While true the row is not touched: edits wait, and so does a deletion.
   * +kubebuilder:default=false
   * +optional
   */
  readonly suspend?: boolean;
}

/** PostgresWriterStatus says what has become of the row. */
export interface PostgresWriterStatus {
  /**
   * Conditions of the row. Ready is always among them once the operator has seen the object.
   * +listType=map
   * +listMapKey=type
   * +optional
   */
  readonly conditions?: readonly Condition[];

  /**
   * Generation of the spec that this status speaks of; -1 until the operator has seen the object.
   * +optional
   */
  readonly observedGeneration?: int64;

  /**
   * Table that the row was written to last, with its schema.
   * +optional
   */
  readonly table?: string;
}

/**
 * PostgresWriter is a row in PostgreSQL that is kept equal to its spec.
 * +kubebuilder:object:root=true
 * +kubebuilder:subresource:status
 * +kubebuilder:resource:shortName=pw
 * +kubebuilder:printcolumn:name="Table",type=string,JSONPath=`.spec.table`
 * +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
 * +kubebuilder:printcolumn:name="Reason",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].reason`
 * +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
 */
export interface PostgresWriter extends KubernetesObject {
  readonly spec: PostgresWriterSpec;

  /**
   * +kubebuilder:default:={"observedGeneration":-1}
   */
  readonly status?: PostgresWriterStatus;
}

/**
 * PostgresWriterList contains a list of PostgresWriter.
 * +kubebuilder:object:root=true
 */
export type PostgresWriterList = KubernetesList<PostgresWriter>;

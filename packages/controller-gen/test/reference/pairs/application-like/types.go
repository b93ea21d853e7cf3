// +groupName=application-like.example.com
// +versionName=v1
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// ApplicationLike keeps a cluster equal to a repository.
// +kubebuilder:subresource:status
// +kubebuilder:resource:path=apps,shortName=al;als,categories=delivery
// +kubebuilder:printcolumn:name="Sync",type=string,JSONPath=`.status.sync.status`
// +kubebuilder:printcolumn:name="Revision",type=string,JSONPath=`.status.sync.revision`,priority=10
// +kubebuilder:metadata:annotations="delivery.example.com/docs=https://example.com/a?b=c"
type ApplicationLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`

	Spec      ApplicationLikeSpec   `json:"spec"`
	Status    ApplicationLikeStatus `json:"status,omitempty"`
	Operation *Operation            `json:"operation,omitempty"`
}

// ApplicationLikeSpec says what goes where.
// +kubebuilder:validation:XValidation:rule="has(self.source) != has(self.sources)",message="either one source or several"
type ApplicationLikeSpec struct {
	Source      *Source     `json:"source,omitempty"`
	Destination Destination `json:"destination"`
	// Project is who may do what.
	// +kubebuilder:default=default
	Project    string      `json:"project"`
	SyncPolicy *SyncPolicy `json:"syncPolicy,omitempty"`
	// IgnoreDifferences are left alone.
	// +listType=atomic
	IgnoreDifferences IgnoreDifferences `json:"ignoreDifferences,omitempty"`
	Info              []Info            `json:"info,omitempty"`
	// RevisionHistoryLimit of 0 keeps none.
	// +kubebuilder:validation:Minimum=0
	RevisionHistoryLimit *int64 `json:"revisionHistoryLimit,omitempty"`
	// +kubebuilder:validation:MaxItems=10
	Sources Sources `json:"sources,omitempty"`
}

type Sources []Source

type IgnoreDifferences []IgnoreItem

// IgnoreItem names fields that others write.
// +kubebuilder:validation:AtLeastOneOf=jsonPointers;jqPathExpressions
type IgnoreItem struct {
	Group string `json:"group,omitempty"`
	Kind  string `json:"kind"`
	Name  string `json:"name,omitempty"`
	// +kubebuilder:validation:items:Pattern=`^/`
	JSONPointers      []string `json:"jsonPointers,omitempty"`
	JQPathExpressions []string `json:"jqPathExpressions,omitempty"`
}

// Source is a place in a repository.
type Source struct {
	// RepoURL is where it is.
	// +kubebuilder:validation:Format=uri
	RepoURL string `json:"repoURL"`
	// Path in it, without a leading slash.
	// +kubebuilder:validation:Pattern=`^[^/].*$`
	Path           string           `json:"path,omitempty"`
	TargetRevision string           `json:"targetRevision,omitempty"`
	Helm           *SourceHelm      `json:"helm,omitempty"`
	Kustomize      *SourceKustomize `json:"kustomize,omitempty"`
	Plugin         *SourcePlugin    `json:"plugin,omitempty"`
	Chart          string           `json:"chart,omitempty"`
	Ref            string           `json:"ref,omitempty"`
}

type SourceHelm struct {
	ValueFiles []string    `json:"valueFiles,omitempty"`
	Parameters []Parameter `json:"parameters,omitempty"`
	// +kubebuilder:pruning:PreserveUnknownFields
	ValuesObject *runtime.RawExtension `json:"valuesObject,omitempty"`
	// +kubebuilder:validation:Enum="";v2;v3
	Version string `json:"version,omitempty"`
}

type Parameter struct {
	Name        string `json:"name,omitempty"`
	Value       string `json:"value,omitempty"`
	ForceString bool   `json:"forceString,omitempty"`
}

// Image is name=other:tag.
// +kubebuilder:validation:MinLength=1
type Image string

type SourceKustomize struct {
	NamePrefix string  `json:"namePrefix,omitempty"`
	Images     []Image `json:"images,omitempty"`
	// CommonLabels go to everything.
	// +mapType=atomic
	CommonLabels map[string]string `json:"commonLabels,omitempty"`
	Replicas     []Replica         `json:"replicas,omitempty"`
	Patches      []Patch           `json:"patches,omitempty"`
}

type Replica struct {
	Name  string             `json:"name"`
	Count intstr.IntOrString `json:"count"`
}

type Patch struct {
	Patch   string          `json:"patch,omitempty"`
	Target  *Selector       `json:"target,omitempty"`
	Options map[string]bool `json:"options,omitempty"`
}

type Selector struct {
	ResourceID    `json:",inline"`
	LabelSelector string `json:"labelSelector,omitempty"`
}

type ResourceID struct {
	metav1.GroupVersionKind `json:",inline"`
	Name                    string `json:"name,omitempty"`
}

type SourcePlugin struct {
	Name       string            `json:"name,omitempty"`
	Parameters []PluginParameter `json:"parameters,omitempty"`
}

// PluginParameter has one value of one kind.
// +kubebuilder:validation:AtMostOneOf=string;map;array
type PluginParameter struct {
	Name   string            `json:"name,omitempty"`
	String *string           `json:"string,omitempty"`
	Map    map[string]string `json:"map,omitempty"`
	Array  []string          `json:"array,omitempty"`
}

// Destination is a cluster and a namespace.
// +structType=atomic
type Destination struct {
	Server    string `json:"server,omitempty"`
	Namespace string `json:"namespace,omitempty"`
}

type SyncPolicy struct {
	Automated   *Automated `json:"automated,omitempty"`
	SyncOptions []string   `json:"syncOptions,omitempty"`
	Retry       *Retry     `json:"retry,omitempty"`
}

type Automated struct {
	// Prune is dangerous.
	//
	//     prune: true
	//
	// removes what is not in the repository.
	Prune bool `json:"prune,omitempty"`
	// +kubebuilder:default=false
	SelfHeal bool `json:"selfHeal,omitempty"`
}

type Retry struct {
	// Limit of -1 is none.
	// +kubebuilder:validation:Minimum=-1
	// +kubebuilder:default=5
	Limit   int64            `json:"limit,omitempty"`
	Backoff *metav1.Duration `json:"backoff,omitempty"`
}

type Info struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type Operation struct {
	// +listType=atomic
	Resources   []metav1.GroupVersionKind `json:"resources,omitempty"`
	InitiatedBy InitiatedByPart           `json:"initiatedBy,omitempty"`
}

// Health of a part.
// +kubebuilder:validation:Enum=Healthy;Degraded;Progressing;Unknown
type Health string

type ApplicationLikeStatus struct {
	Resources    []Resource   `json:"resources,omitempty"`
	Sync         SyncPart     `json:"sync,omitempty"`
	ReconciledAt *metav1.Time `json:"reconciledAt,omitempty"`
}

type Compared struct {
	Source  `json:",inline"`
	Sources Sources `json:"sources,omitempty"`
}

type Resource struct {
	metav1.GroupVersionKind `json:",inline"`
	Health                  *Health `json:"health,omitempty"`
}

type InitiatedByPart struct {
	Username  string `json:"username,omitempty"`
	Automated bool   `json:"automated,omitempty"`
}

type SyncPart struct {
	Status   string   `json:"status"`
	Revision string   `json:"revision,omitempty"`
	Compared Compared `json:"comparedTo,omitempty"`
}

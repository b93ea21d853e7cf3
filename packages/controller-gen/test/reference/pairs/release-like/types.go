// +groupName=release-like.example.com
// +versionName=v2
// +kubebuilder:validation:Optional
package v2

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ReleaseLike is a chart that is installed.
// +kubebuilder:subresource:status
// +kubebuilder:storageversion
// +kubebuilder:resource:shortName=rl
// +kubebuilder:selectablefield:JSONPath=`.spec.releaseName`
type ReleaseLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ReleaseLikeSpec `json:"spec,omitempty"`
	// +kubebuilder:default:={"observedGeneration":-1}
	Status ReleaseLikeStatus `json:"status,omitempty"`
}

// ReleaseLikeSpec is the wish.
// +kubebuilder:validation:ExactlyOneOf=chart;chartRef
type ReleaseLikeSpec struct {
	Chart *ChartTemplate `json:"chart,omitempty"`
	// ChartRef names a chart that is there.
	// +structType=atomic
	ChartRef *SourceReference `json:"chartRef,omitempty"`
	// Interval between two looks.
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:Pattern="^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"
	// +required
	Interval metav1.Duration `json:"interval"`
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=53
	ReleaseName string `json:"releaseName,omitempty"`
	// DependsOn come first.
	// +listType=map
	// +listMapKey=name
	// +listMapKey=namespace
	DependsOn []Dependency `json:"dependsOn,omitempty"`
	// +kubebuilder:validation:Type=string
	// +kubebuilder:validation:Pattern="^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"
	Timeout    *metav1.Duration `json:"timeout,omitempty"`
	MaxHistory *int             `json:"maxHistory,omitempty"`
	// +kubebuilder:default={strategy: {name: RetryOnFailure}, crds: Create}
	Install *Install `json:"install,omitempty"`
	Upgrade *Upgrade `json:"upgrade,omitempty"`
	// ValuesFrom are merged in this order.
	ValuesFrom []ValuesReference `json:"valuesFrom,omitempty"`
	// +kubebuilder:example={replicas: 3, image: {tag: "1.2"}}
	Values        *apiextensionsv1.JSON `json:"values,omitempty"`
	PostRenderers []PostRenderer        `json:"postRenderers,omitempty"`
	// +kubebuilder:validation:XValidation:rule="self.all(key, size(key) < 64)",message="keys are short",reason=FieldValueInvalid
	// +kubebuilder:validation:MaxProperties=32
	CommonMetadata map[string]Name `json:"commonMetadata,omitempty"`
}

// Name has at most 253 characters.
// +kubebuilder:validation:MaxLength=253
// +kubebuilder:validation:MinLength=1
type Name string

type ChartTemplate struct {
	// +optional
	ObjectMeta *TemplateMeta `json:"metadata,omitempty"`
	// +required
	Spec ChartTemplateSpec `json:"spec"`
}

type TemplateMeta struct {
	Labels      map[string]string `json:"labels,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type ChartTemplateSpec struct {
	// +required
	// +kubebuilder:validation:MaxLength=2048
	Chart string `json:"chart"`
	// +kubebuilder:default=*
	Version string `json:"version,omitempty"`
	// +required
	SourceRef SourceReference `json:"sourceRef"`
	// +kubebuilder:validation:Enum=ChartVersion;Revision
	// +kubebuilder:default:=ChartVersion
	ReconcileStrategy string `json:"reconcileStrategy,omitempty"`
	// +kubebuilder:validation:items:MinLength=1
	ValuesFiles []string    `json:"valuesFiles,omitempty"`
	Verify      *VerifyPart `json:"verify,omitempty"`
}

// SourceReference is a name in a kind.
type SourceReference struct {
	APIVersion string `json:"apiVersion,omitempty"`
	// +kubebuilder:validation:Enum=HelmRepository;GitRepository;Bucket
	// +required
	Kind string `json:"kind"`
	// +required
	Name Name `json:"name"`
	// +kubebuilder:validation:MaxLength=63
	Namespace Name `json:"namespace,omitempty"`
}

type Dependency struct {
	// +required
	Name Name `json:"name"`
	// +kubebuilder:default=default
	Namespace Name   `json:"namespace,omitempty"`
	ReadyExpr string `json:"readyExpr,omitempty"`
}

// CRDsPolicy is what becomes of CRDs.
// +kubebuilder:validation:Enum=Skip;Create;CreateReplace
type CRDsPolicy string

type Action struct {
	DisableWait  bool         `json:"disableWait,omitempty"`
	DisableHooks bool         `json:"disableHooks,omitempty"`
	Remediation  *Remediation `json:"remediation,omitempty"`
	Strategy     *Strategy    `json:"strategy,omitempty"`
	CRDs         CRDsPolicy   `json:"crds,omitempty"`
}

type Install struct {
	Action  `json:",inline"`
	Replace bool `json:"replace,omitempty"`
}

type Upgrade struct {
	Action `json:",inline"`
	// Force is not for every day.
	// Deprecated: use Strategy.
	Force bool `json:"force,omitempty"`
}

// Strategy says what follows a failure.
// +kubebuilder:validation:XValidation:rule="!has(self.retryInterval) || self.name == 'RetryOnFailure'",message="retryInterval needs the strategy RetryOnFailure"
type Strategy struct {
	// +required
	// +kubebuilder:validation:Enum=RemediateOnFailure;RetryOnFailure
	Name          string           `json:"name"`
	RetryInterval *metav1.Duration `json:"retryInterval,omitempty"`
}

type Remediation struct {
	// +kubebuilder:validation:Minimum=-1
	Retries              int   `json:"retries,omitempty"`
	IgnoreTestFailures   *bool `json:"ignoreTestFailures,omitempty"`
	RemediateLastFailure *bool `json:"remediateLastFailure,omitempty"`
}

type ValuesReference struct {
	// +required
	// +kubebuilder:validation:Enum=Secret;ConfigMap
	Kind string `json:"kind"`
	// +required
	Name Name `json:"name"`
	// ValuesKey is a key.
	// +kubebuilder:validation:Pattern=`^[\-._a-zA-Z0-9]+$`
	ValuesKey string `json:"valuesKey,omitempty"`
	// +kubebuilder:validation:Pattern=`^([a-zA-Z0-9_\-.\\\/]|\[[0-9]{1,5}\])+$`
	TargetPath string `json:"targetPath,omitempty"`
	Optional   bool   `json:"optional,omitempty"`
}

type PostRenderer struct {
	Kustomize *KustomizePart `json:"kustomize,omitempty"`
}

type ReleaseLikeStatus struct {
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`
	History    []*Snapshot        `json:"history,omitempty"`
}

// Snapshot is one release of many.
type Snapshot struct {
	// +required
	Version int `json:"version"`
	// +required
	Deployed metav1.Time `json:"deployed"`
	// +nullable
	TestHooks *map[string]*TestHook `json:"testHooks,omitempty"`
}

type TestHook struct {
	Phase string      `json:"phase,omitempty"`
	Last  metav1.Time `json:"last,omitempty"`
}

type VerifyPart struct {
	// +kubebuilder:validation:Enum=cosign;notation
	// +kubebuilder:default:=cosign
	Provider string `json:"provider"`
}

type PatchesPart struct {
	// +required
	Patch  string                       `json:"patch"`
	Target map[string]map[string]string `json:"target,omitempty"`
}

type KustomizePart struct {
	Patches []PatchesPart `json:"patches,omitempty"`
}

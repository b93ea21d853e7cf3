// +groupName=monitoring-like.example.com
// +versionName=v1
package v1

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// MonitoringLike scrapes and keeps.
// +kubebuilder:resource:categories="monitoring",shortName="mon"
// +kubebuilder:subresource:status
// +kubebuilder:subresource:scale:specpath=.spec.shards,statuspath=.status.shards,selectorpath=.status.selector
// +kubebuilder:printcolumn:name="Desired",type="integer",JSONPath=".spec.replicas",description="The number of replicas"
// +kubebuilder:printcolumn:name="Paused",type="boolean",JSONPath=".status.paused",priority=1
// +kubebuilder:metadata:labels={"monitoring.example.com/tier=core"}
type MonitoringLike struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// Spec of the desired behavior. More info:
	// https://example.com/docs#spec
	Spec   MonitoringLikeSpec   `json:"spec"`
	Status MonitoringLikeStatus `json:"status,omitempty"`
}

// MonitoringLikeSpec has what the server and the agent share.
// +k8s:openapi-gen=true
type MonitoringLikeSpec struct {
	CommonFields `json:",inline"`

	// How long samples are kept.
	//
	// Default: "24h" if `spec.retentionSize` is empty too.
	Retention GoDuration `json:"retention,omitempty"`
	// Bytes that samples may take.
	RetentionSize ByteSize `json:"retentionSize,omitempty"`
	// WALCompression of the log. Supported in v2.11.0 and above.
	//
	// +optional
	WALCompression *bool `json:"walCompression,omitempty"`
	// +optional
	RuleSelector *metav1.LabelSelector `json:"ruleSelector,omitempty"`
	// +optional
	Query *QuerySpec `json:"query,omitempty"`
	// +optional
	Alerting *AlertingSpec `json:"alerting,omitempty"`
	// AdditionalAlertRelabelConfigs come last.
	// +optional
	AdditionalAlertRelabelConfigs *corev1.SecretKeySelector `json:"additionalAlertRelabelConfigs,omitempty"`
}

// CommonFields are those of all.
// +k8s:deepcopy-gen=true
type CommonFields struct {
	// +kubebuilder:validation:Enum="";debug;info;warn;error
	// +optional
	LogLevel string `json:"logLevel,omitempty"`
	// Number of replicas of each shard.
	// Default: 1
	// +optional
	Replicas *int32 `json:"replicas,omitempty"`
	// Shards, EXPERIMENTAL: +1 is not a marker in the midst.
	// +kubebuilder:validation:Minimum=0
	// +optional
	Shards *int32 `json:"shards,omitempty"`
	// ExternalLabels are added.
	// +mapType:=atomic
	// +optional
	ExternalLabels map[string]string `json:"externalLabels,omitempty"`
	// +listType=set
	// +optional
	EnableFeatures []EnableFeature `json:"enableFeatures,omitempty"`
	// +optional
	Storage *StorageSpec `json:"storage,omitempty"`
	// +optional
	Resources corev1.ResourceRequirements `json:"resources,omitempty"`
	// +optional
	Tolerations []corev1.Toleration `json:"tolerations,omitempty"`
	// +listType=map
	// +listMapKey=topologyKey
	// +listMapKey=whenUnsatisfiable
	// +optional
	TopologySpread []TopologySpread `json:"topologySpreadConstraints,omitempty"`
	// +optional
	RemoteWrite []RemoteWrite `json:"remoteWrite,omitempty"`
	// +kubebuilder:default:="30s"
	ScrapeInterval GoDuration `json:"scrapeInterval,omitempty"`
	// +kubebuilder:validation:MinItems=1
	// +optional
	ScrapeProtocols []ScrapeProtocol `json:"scrapeProtocols,omitempty" protobuf:"bytes,1,rep"`
	// Arguments that are passed as they are.
	// +optional
	AdditionalArgs []Argument `json:"additionalArgs,omitempty"`
}

// GoDuration is written as Prometheus does.
// +kubebuilder:validation:Pattern:="^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$"
type GoDuration string

// ByteSize is a number with a unit: `1.5GB`.
// +kubebuilder:validation:Pattern:="(^0|([0-9]*[.])?[0-9]+((K|M|G|T|E|P)i?)?B)$"
type ByteSize string

// +kubebuilder:validation:MinLength:=1
type EnableFeature string

// ScrapeProtocol is a format.
// +kubebuilder:validation:Enum=PrometheusProto;OpenMetricsText0.0.1;OpenMetricsText1.0.0;PrometheusText0.0.4
type ScrapeProtocol string

type Argument struct {
	// +kubebuilder:validation:MinLength=1
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

type StorageSpec struct {
	DisableMountSubPath bool                         `json:"disableMountSubPath,omitempty"`
	EmptyDir            *corev1.EmptyDirVolumeSource `json:"emptyDir,omitempty"`
	VolumeClaimTemplate EmbeddedClaim                `json:"volumeClaimTemplate,omitempty"`
	Sizes               map[string]resource.Quantity `json:"sizes,omitempty"`
}

// EmbeddedClaim is a claim with less metadata.
type EmbeddedClaim struct {
	metav1.TypeMeta  `json:",inline"`
	EmbeddedMetadata `json:"metadata,omitempty"`
	// +optional
	Spec corev1.PersistentVolumeClaimSpec `json:"spec,omitempty"`
}

// EmbeddedMetadata is a part of what an object has.
type EmbeddedMetadata struct {
	// Name must be unique. Cannot be updated.
	// +optional
	Name string `json:"name,omitempty"`
	// +optional
	Labels map[string]string `json:"labels,omitempty"`
}

type TopologySpread struct {
	corev1.TopologySpreadConstraint `json:",inline"`
	// +kubebuilder:validation:Enum=OnShard;OnResource
	// +optional
	AdditionalLabelSelectors *string `json:"additionalLabelSelectors,omitempty"`
}

type QuerySpec struct {
	// +kubebuilder:validation:Minimum:=1
	MaxConcurrency *int32      `json:"maxConcurrency,omitempty"`
	Timeout        *GoDuration `json:"timeout,omitempty"`
}

type AlertingSpec struct {
	// Endpoints that alerts go to.
	Endpoints []Endpoint `json:"alertmanagers"`
}

// Endpoint may be told by its name and port.
type Endpoint struct {
	// +kubebuilder:validation:MinLength:=1
	// +optional
	Namespace *string            `json:"namespace,omitempty"`
	Name      string             `json:"name"`
	Port      intstr.IntOrString `json:"port"`
	// +kubebuilder:validation:Enum=http;https;HTTP;HTTPS
	Scheme     string           `json:"scheme,omitempty"`
	TLS        *TLS             `json:"tlsConfig,omitempty"`
	Relabeling []Relabel        `json:"relabelings,omitempty"`
	SigV4      *map[string]bool `json:"sigv4,omitempty"`
}

type SafeTLS struct {
	CA                 SecretOrConfigMap         `json:"ca,omitempty"`
	KeySecret          *corev1.SecretKeySelector `json:"keySecret,omitempty"`
	InsecureSkipVerify *bool                     `json:"insecureSkipVerify,omitempty"`
}

type TLS struct {
	SafeTLS `json:",inline"`
	CAFile  string `json:"caFile,omitempty"`
}

type SecretOrConfigMap struct {
	Secret    *corev1.SecretKeySelector    `json:"secret,omitempty"`
	ConfigMap *corev1.ConfigMapKeySelector `json:"configMap,omitempty"`
}

// LabelName is not checked in full.
// +kubebuilder:validation:Pattern:="^[a-zA-Z_][a-zA-Z0-9_]*$"
type LabelName string

type Relabel struct {
	SourceLabels []LabelName `json:"sourceLabels,omitempty"`
	Separator    *string     `json:"separator,omitempty"`
	// +kubebuilder:validation:Enum=replace;Replace;keep;Keep;drop;Drop
	// +kubebuilder:default=replace
	Action  string `json:"action,omitempty"`
	Modulus int64  `json:"modulus,omitempty"`
}

type RemoteWrite struct {
	URL string `json:"url"`
	// +kubebuilder:validation:MinLength:=1
	Name          *string            `json:"name,omitempty"`
	Headers       map[string]string  `json:"headers,omitempty"`
	TLS           *TLS               `json:"tlsConfig,omitempty"`
	WriteRelabel  []Relabel          `json:"writeRelabelConfigs,omitempty"`
	MessageFormat *MessageFormatPart `json:"messageFormat,omitempty"`
}

type MonitoringLikeStatus struct {
	Paused   bool   `json:"paused"`
	Shards   int32  `json:"shards,omitempty"`
	Selector string `json:"selector,omitempty"`
	// +listType=map
	// +listMapKey=type
	Conditions []metav1.Condition `json:"conditions,omitempty"`
	// +listType=map
	// +listMapKey=shardID
	ShardStatus []ShardStatus `json:"shardStatuses,omitempty"`
}

type ShardStatus struct {
	// +required
	ShardID  string `json:"shardID"`
	Replicas int32  `json:"replicas"`
}

type MessageFormatPart struct {
	// +kubebuilder:validation:Enum:=V1.0;V2.0
	Version string `json:"version"`
}

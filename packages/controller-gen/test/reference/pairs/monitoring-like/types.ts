/**
 * +groupName=monitoring-like.example.com
 * +versionName=v1
 */
import type {
  Condition,
  int32,
  int64,
  IntOrString,
  KubernetesObject,
  LabelSelector,
  Quantity,
} from '@kubewright/apimachinery';
import type {
  ConfigMapKeySelector,
  EmptyDirVolumeSource,
  PersistentVolumeClaimSpec,
  ResourceRequirements,
  SecretKeySelector,
  Toleration,
  TopologySpreadConstraint,
} from '@kubewright/apimachinery/core/v1';

/**
 * MonitoringLike scrapes and keeps.
 * +kubebuilder:resource:categories="monitoring",shortName="mon"
 * +kubebuilder:subresource:status
 * +kubebuilder:subresource:scale:specpath=.spec.shards,statuspath=.status.shards,selectorpath=.status.selector
 * +kubebuilder:printcolumn:name="Desired",type="integer",JSONPath=".spec.replicas",description="The number of replicas"
 * +kubebuilder:printcolumn:name="Paused",type="boolean",JSONPath=".status.paused",priority=1
 * +kubebuilder:metadata:labels={"monitoring.example.com/tier=core"}
 */
export interface MonitoringLike extends KubernetesObject {
  /**
   * Spec of the desired behavior. More info:
   * https://example.com/docs#spec
   */
  readonly spec: MonitoringLikeSpec;
  readonly status?: MonitoringLikeStatus;
}

/**
 * MonitoringLikeSpec has what the server and the agent share.
 * +k8s:openapi-gen=true
 */
export interface MonitoringLikeSpec extends CommonFields {
  /**
   * How long samples are kept.
   *
   * Default: "24h" if `spec.retentionSize` is empty too.
   */
  readonly retention?: GoDuration;
  /** Bytes that samples may take. */
  readonly retentionSize?: ByteSize;
  /** WALCompression of the log. Supported in v2.11.0 and above. */
  readonly walCompression?: boolean;
  readonly ruleSelector?: LabelSelector;
  readonly query?: QuerySpec;
  readonly alerting?: AlertingSpec;
  /** AdditionalAlertRelabelConfigs come last. */
  readonly additionalAlertRelabelConfigs?: SecretKeySelector;
}

/**
 * CommonFields are those of all.
 * +k8s:deepcopy-gen=true
 */
export interface CommonFields {
  readonly logLevel?: '' | 'debug' | 'info' | 'warn' | 'error';
  /**
   * Number of replicas of each shard.
   * Default: 1
   */
  readonly replicas?: int32;
  /**
   * Shards, EXPERIMENTAL: +1 is not a marker in the midst.
   * @minimum 0
   */
  readonly shards?: int32;
  /**
   * ExternalLabels are added.
   * +mapType:=atomic
   */
  readonly externalLabels?: Record<string, string>;
  /** +listType=set */
  readonly enableFeatures?: readonly EnableFeature[];
  readonly storage?: StorageSpec;
  readonly resources?: ResourceRequirements;
  readonly tolerations?: readonly Toleration[];
  /**
   * +listType=map
   * +listMapKey=topologyKey
   * +listMapKey=whenUnsatisfiable
   */
  readonly topologySpreadConstraints?: readonly TopologySpread[];
  readonly remoteWrite?: readonly RemoteWrite[];
  /** @default "30s" */
  readonly scrapeInterval?: GoDuration;
  /** @minItems 1 */
  readonly scrapeProtocols?: readonly ScrapeProtocol[];
  /** Arguments that are passed as they are. */
  readonly additionalArgs?: readonly Argument[];
}

/**
 * GoDuration is written as Prometheus does.
 * +kubebuilder:validation:Pattern:="^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$"
 */
export type GoDuration = string;

/**
 * ByteSize is a number with a unit: `1.5GB`.
 * +kubebuilder:validation:Pattern:="(^0|([0-9]*[.])?[0-9]+((K|M|G|T|E|P)i?)?B)$"
 */
export type ByteSize = string;

/** +kubebuilder:validation:MinLength:=1 */
export type EnableFeature = string;

/** ScrapeProtocol is a format. */
export type ScrapeProtocol =
  'PrometheusProto' | 'OpenMetricsText0.0.1' | 'OpenMetricsText1.0.0' | 'PrometheusText0.0.4';

export interface Argument {
  /** @minLength 1 */
  readonly name: string;
  readonly value?: string;
}

export interface StorageSpec {
  readonly disableMountSubPath?: boolean;
  readonly emptyDir?: EmptyDirVolumeSource;
  readonly volumeClaimTemplate?: EmbeddedClaim;
  readonly sizes?: Record<string, Quantity>;
}

/** EmbeddedClaim is a claim with less metadata. */
export type EmbeddedClaim = TypeMeta & {
  readonly metadata?: EmbeddedMetadata;
  readonly spec?: PersistentVolumeClaimSpec;
};

/** TypeMeta says what an object is. */
export interface TypeMeta {
  /**
   * APIVersion defines the versioned schema of this representation of an object.
   * Servers should convert recognized schemas to the latest internal value, and
   * may reject unrecognized values.
   * More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources
   */
  readonly apiVersion?: string;
  /**
   * Kind is a string value representing the REST resource this object represents.
   * Servers may infer this from the endpoint the client submits requests to.
   * Cannot be updated.
   * In CamelCase.
   * More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds
   */
  readonly kind?: string;
}

/** EmbeddedMetadata is a part of what an object has. */
export interface EmbeddedMetadata {
  /** Name must be unique. Cannot be updated. */
  readonly name?: string;
  readonly labels?: Record<string, string>;
}

export interface TopologySpread extends TopologySpreadConstraint {
  readonly additionalLabelSelectors?: 'OnShard' | 'OnResource';
}

export interface QuerySpec {
  /** @minimum 1 */
  readonly maxConcurrency?: int32;
  readonly timeout?: GoDuration;
}

export interface AlertingSpec {
  /** Endpoints that alerts go to. */
  readonly alertmanagers: readonly Endpoint[];
}

/** Endpoint may be told by its name and port. */
export interface Endpoint {
  /** @minLength 1 */
  readonly namespace?: string;
  readonly name: string;
  readonly port: IntOrString;
  readonly scheme?: 'http' | 'https' | 'HTTP' | 'HTTPS';
  readonly tlsConfig?: TLS;
  readonly relabelings?: readonly Relabel[];
  readonly sigv4?: Record<string, boolean>;
}

export interface SafeTLS {
  readonly ca?: { readonly secret?: SecretKeySelector; readonly configMap?: ConfigMapKeySelector };
  readonly keySecret?: SecretKeySelector;
  readonly insecureSkipVerify?: boolean;
}

export interface TLS extends SafeTLS {
  readonly caFile?: string;
}

/**
 * LabelName is not checked in full.
 * +kubebuilder:validation:Pattern:="^[a-zA-Z_][a-zA-Z0-9_]*$"
 */
export type LabelName = string;

export interface Relabel {
  readonly sourceLabels?: readonly LabelName[];
  readonly separator?: string;
  /** @default replace */
  readonly action?: 'replace' | 'Replace' | 'keep' | 'Keep' | 'drop' | 'Drop';
  readonly modulus?: int64;
}

export interface RemoteWrite {
  readonly url: string;
  /** @minLength 1 */
  readonly name?: string;
  readonly headers?: Record<string, string>;
  readonly tlsConfig?: TLS;
  readonly writeRelabelConfigs?: readonly Relabel[];
  readonly messageFormat?: { readonly version: 'V1.0' | 'V2.0' };
}

export interface MonitoringLikeStatus {
  readonly paused: boolean;
  readonly shards?: int32;
  readonly selector?: string;
  /**
   * +listType=map
   * +listMapKey=type
   */
  readonly conditions?: readonly Condition[];
  /**
   * +listType=map
   * +listMapKey=shardID
   */
  readonly shardStatuses?: readonly ShardStatus[];
}

export interface ShardStatus {
  readonly shardID: string;
  readonly replicas: int32;
}

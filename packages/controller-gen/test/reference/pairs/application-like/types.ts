/**
 * +groupName=application-like.example.com
 * +versionName=v1
 */
import type {
  Duration,
  GroupVersionKind,
  int64,
  IntOrString,
  KubernetesObject,
  ObjectMeta,
  RawExtension,
  Time,
} from '@kubewright/apimachinery';

/**
 * ApplicationLike keeps a cluster equal to a repository.
 * +kubebuilder:subresource:status
 * +kubebuilder:resource:path=apps,shortName=al;als,categories=delivery
 * +kubebuilder:printcolumn:name="Sync",type=string,JSONPath=`.status.sync.status`
 * +kubebuilder:printcolumn:name="Revision",type=string,JSONPath=`.status.sync.revision`,priority=10
 * +kubebuilder:metadata:annotations="delivery.example.com/docs=https://example.com/a?b=c"
 */
export interface ApplicationLike extends KubernetesObject {
  readonly metadata: ObjectMeta;
  readonly spec: ApplicationLikeSpec;
  readonly status?: ApplicationLikeStatus;
  readonly operation?: Operation;
}

/**
 * ApplicationLikeSpec says what goes where.
 * +kubebuilder:validation:XValidation:rule="has(self.source) != has(self.sources)",message="either one source or several"
 */
export interface ApplicationLikeSpec {
  readonly source?: Source;
  readonly destination: Destination;
  /**
   * Project is who may do what.
   * +kubebuilder:default=default
   */
  readonly project: string;
  readonly syncPolicy?: SyncPolicy;
  /**
   * IgnoreDifferences are left alone.
   * +listType=atomic
   */
  readonly ignoreDifferences?: IgnoreDifferences;
  readonly info?: readonly Info[];
  /**
   * RevisionHistoryLimit of 0 keeps none.
   * @minimum 0
   */
  readonly revisionHistoryLimit?: int64;
  /** @maxItems 10 */
  readonly sources?: Sources;
}

export type Sources = readonly Source[];

export type IgnoreDifferences = readonly IgnoreItem[];

/**
 * IgnoreItem names fields that others write.
 * +kubebuilder:validation:AtLeastOneOf=jsonPointers;jqPathExpressions
 */
export interface IgnoreItem {
  readonly group?: string;
  readonly kind: string;
  readonly name?: string;
  /** +kubebuilder:validation:items:Pattern=`^/` */
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
}

/** Source is a place in a repository. */
export interface Source {
  /**
   * RepoURL is where it is.
   * @format uri
   */
  readonly repoURL: string;
  /**
   * Path in it, without a leading slash.
   * @pattern ^[^/].*$
   */
  readonly path?: string;
  readonly targetRevision?: string;
  readonly helm?: SourceHelm;
  readonly kustomize?: SourceKustomize;
  readonly plugin?: SourcePlugin;
  readonly chart?: string;
  readonly ref?: string;
}

export interface SourceHelm {
  readonly valueFiles?: readonly string[];
  readonly parameters?: readonly Parameter[];
  /** +kubebuilder:pruning:PreserveUnknownFields */
  readonly valuesObject?: RawExtension;
  readonly version?: '' | 'v2' | 'v3';
}

export type Parameter = Partial<NameAndValue> & {
  readonly forceString?: boolean;
};

export interface NameAndValue {
  readonly name: string;
  readonly value: string;
}

/**
 * Image is name=other:tag.
 * @minLength 1
 */
export type Image = string;

export interface SourceKustomize {
  readonly namePrefix?: string;
  readonly images?: readonly Image[];
  /**
   * CommonLabels go to everything.
   * +mapType=atomic
   */
  readonly commonLabels?: Readonly<Record<string, string>>;
  readonly replicas?: readonly { readonly name: string; readonly count: IntOrString }[];
  readonly patches?: readonly Patch[];
}

export interface Patch {
  readonly patch?: string;
  readonly target?: Selector;
  readonly options?: Record<string, boolean>;
}

export interface Selector extends ResourceID {
  readonly labelSelector?: string;
}

export interface ResourceID extends GroupVersionKind {
  readonly name?: string;
}

export interface SourcePlugin {
  readonly name?: string;
  readonly parameters?: readonly PluginParameter[];
}

/**
 * PluginParameter has one value of one kind.
 * +kubebuilder:validation:AtMostOneOf=string;map;array
 */
export interface PluginParameter {
  readonly name?: string;
  readonly string?: string;
  readonly map?: Record<string, string>;
  readonly array?: readonly string[];
}

/**
 * Destination is a cluster and a namespace.
 * +structType=atomic
 */
export interface Destination {
  readonly server?: string;
  readonly namespace?: string;
}

export interface SyncPolicy {
  readonly automated?: Automated;
  readonly syncOptions?: readonly string[];
  readonly retry?: Retry;
}

export interface Automated {
  /**
   * Prune is dangerous.
   *
   *     prune: true
   *
   * removes what is not in the repository.
   */
  readonly prune?: boolean;
  /** @default false */
  readonly selfHeal?: boolean;
}

export interface Retry {
  /**
   * Limit of -1 is none.
   * @minimum -1
   * @default 5
   */
  readonly limit?: int64;
  readonly backoff?: Duration;
}

export type Info = Required<Pick<NameAndValue, 'name' | 'value'>>;

export interface Operation {
  /** +listType=atomic */
  readonly resources?: readonly GroupVersionKind[];
  readonly initiatedBy?: { readonly username?: string; readonly automated?: boolean };
}

/** Health of a part. */
export type Health = 'Healthy' | 'Degraded' | 'Progressing' | 'Unknown';

export interface ApplicationLikeStatus {
  readonly resources?: readonly (GroupVersionKind & { readonly health?: Health })[];
  readonly sync?: {
    readonly status: string;
    readonly revision?: string;
    readonly comparedTo?: Compared;
  };
  readonly reconciledAt?: Time;
}

export interface Compared extends Source {
  readonly sources?: Sources;
}

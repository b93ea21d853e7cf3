/**
 * +groupName=release-like.example.com
 * +versionName=v2
 * +kubebuilder:validation:Optional
 */
import type { Condition, Duration, int, int64, JSONValue, KubernetesObject, Time } from '@kubewright/apimachinery';

/**
 * ReleaseLike is a chart that is installed.
 * +kubebuilder:subresource:status
 * +kubebuilder:storageversion
 * +kubebuilder:resource:shortName=rl
 * +kubebuilder:selectablefield:JSONPath=`.spec.releaseName`
 */
export interface ReleaseLike extends KubernetesObject {
  readonly spec?: ReleaseLikeSpec;
  /** +kubebuilder:default:={"observedGeneration":-1} */
  readonly status?: ReleaseLikeStatus;
}

/**
 * ReleaseLikeSpec is the wish.
 * +kubebuilder:validation:ExactlyOneOf=chart;chartRef
 */
export interface ReleaseLikeSpec {
  readonly chart?: ChartTemplate;
  /**
   * ChartRef names a chart that is there.
   * +structType=atomic
   */
  readonly chartRef?: SourceReference;
  /**
   * Interval between two looks.
   * +kubebuilder:validation:Type=string
   * +kubebuilder:validation:Pattern="^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"
   * +required
   */
  readonly interval: Duration;
  /**
   * @minLength 1
   * @maxLength 53
   */
  readonly releaseName?: string;
  /**
   * DependsOn come first.
   * +listType=map
   * +listMapKey=name
   * +listMapKey=namespace
   */
  readonly dependsOn?: readonly Dependency[];
  /**
   * +kubebuilder:validation:Type=string
   * +kubebuilder:validation:Pattern="^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$"
   */
  readonly timeout?: Duration;
  readonly maxHistory?: int;
  /** +kubebuilder:default={strategy: {name: RetryOnFailure}, crds: Create} */
  readonly install?: Install;
  readonly upgrade?: Upgrade;
  /** ValuesFrom are merged in this order. */
  readonly valuesFrom?: readonly ValuesReference[];
  /** +kubebuilder:example={replicas: 3, image: {tag: "1.2"}} */
  readonly values?: JSONValue;
  readonly postRenderers?: readonly PostRenderer[];
  /**
   * +kubebuilder:validation:XValidation:rule="self.all(key, size(key) < 64)",message="keys are short",reason=FieldValueInvalid
   * +kubebuilder:validation:MaxProperties=32
   */
  readonly commonMetadata?: Record<string, Name>;
}

/**
 * Name has at most 253 characters.
 * @maxLength 253
 * @minLength 1
 */
export type Name = string;

export interface ChartTemplate {
  readonly metadata?: TemplateMeta;
  /** +required */
  readonly spec: ChartTemplateSpec;
}

export interface TemplateMeta {
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

export interface ChartTemplateSpec {
  /**
   * +required
   * +kubebuilder:validation:MaxLength=2048
   */
  readonly chart: string;
  /** +kubebuilder:default=* */
  readonly version?: string;
  /** +required */
  readonly sourceRef: SourceReference;
  /** @default ChartVersion */
  readonly reconcileStrategy?: 'ChartVersion' | 'Revision';
  /** +kubebuilder:validation:items:MinLength=1 */
  readonly valuesFiles?: readonly string[];
  readonly verify?: {
    /** @default cosign */
    readonly provider: 'cosign' | 'notation';
  };
}

/** SourceReference is a name in a kind. */
export interface SourceReference {
  readonly apiVersion?: string;
  /** +required */
  readonly kind: 'HelmRepository' | 'GitRepository' | 'Bucket';
  /** +required */
  readonly name: Name;
  /** +kubebuilder:validation:MaxLength=63 */
  readonly namespace?: Name;
}

export interface Dependency {
  /** +required */
  readonly name: Name;
  /** +kubebuilder:default=default */
  readonly namespace?: Name;
  readonly readyExpr?: string;
}

/** CRDsPolicy is what becomes of CRDs. */
export type CRDsPolicy = 'Skip' | 'Create' | 'CreateReplace';

export interface Action {
  readonly disableWait?: boolean;
  readonly disableHooks?: boolean;
  readonly remediation?: Remediation;
  readonly strategy?: Strategy;
  readonly crds?: CRDsPolicy;
}

export interface Install extends Action {
  readonly replace?: boolean;
}

export type Upgrade = Action & {
  /**
   * Force is not for every day.
   * Deprecated: use Strategy.
   */
  readonly force?: boolean;
};

/**
 * Strategy says what follows a failure.
 * +kubebuilder:validation:XValidation:rule="!has(self.retryInterval) || self.name == 'RetryOnFailure'",message="retryInterval needs the strategy RetryOnFailure"
 */
export interface Strategy {
  /** +required */
  readonly name: 'RemediateOnFailure' | 'RetryOnFailure';
  readonly retryInterval?: Duration;
}

export interface Remediation {
  /** @minimum -1 */
  readonly retries?: int;
  readonly ignoreTestFailures?: boolean;
  readonly remediateLastFailure?: boolean;
}

export interface ValuesReference {
  /** +required */
  readonly kind: 'Secret' | 'ConfigMap';
  /** +required */
  readonly name: Name;
  /**
   * ValuesKey is a key.
   * +kubebuilder:validation:Pattern=`^[\-._a-zA-Z0-9]+$`
   */
  readonly valuesKey?: string;
  /** +kubebuilder:validation:Pattern=`^([a-zA-Z0-9_\-.\\\/]|\[[0-9]{1,5}\])+$` */
  readonly targetPath?: string;
  readonly optional?: boolean;
}

export interface PostRenderer {
  readonly kustomize?: {
    readonly patches?: readonly {
      /** +required */
      readonly patch: string;
      readonly target?: Record<string, Record<string, string>>;
    }[];
  };
}

export interface ReleaseLikeStatus {
  readonly observedGeneration?: int64;
  /**
   * +listType=map
   * +listMapKey=type
   */
  readonly conditions?: readonly Condition[];
  readonly history?: readonly Snapshot[];
}

/** Snapshot is one release of many. */
export interface Snapshot {
  /** +required */
  readonly version: int;
  /** +required */
  readonly deployed: Time;
  readonly testHooks?: Record<string, TestHook> | null;
}

export interface TestHook {
  readonly phase?: string;
  readonly last?: Time;
}

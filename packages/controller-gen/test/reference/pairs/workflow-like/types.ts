/**
 * +groupName=workflow-like.example.com
 * +versionName=v1
 */
import type {
  bytes,
  Duration,
  IntOrString,
  JSONValue,
  KubernetesObject,
  LabelSelector,
  RawExtension,
} from '@kubewright/apimachinery';

export interface WorkflowLike extends KubernetesObject {
  readonly spec?: WorkflowLikeSpec;
}

/**
 * WorkflowLikeSpec is a graph of steps.
 */
export interface WorkflowLikeSpec {
  readonly entrypoint?: string;
  /**
   * +kubebuilder:validation:MaxItems=200
   */
  readonly steps: readonly Step[];
  readonly arguments?: Readonly<Record<string, JSONValue>>;
  /**
   * +kubebuilder:validation:EmbeddedResource
   * +kubebuilder:pruning:PreserveUnknownFields
   */
  readonly manifest?: RawExtension;
  readonly retry?: Retry;
  readonly selector?: LabelSelector;
}

/**
 * StepName is a label.
 * +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
 * +kubebuilder:validation:MaxLength=63
 */
export type StepName = string;

/**
 * StepNames are told apart.
 * +listType=set
 * +kubebuilder:validation:MaxItems=20
 */
export type StepNames = readonly StepName[];

/**
 * Environment by step.
 */
export type Environment = Readonly<Record<StepName, StringMap>>;

export type StringMap = Readonly<Record<string, string>>;

/**
 * +kubebuilder:validation:XValidation:rule="!(self.name in self.after)",message="a step cannot follow itself"
 */
export interface Step {
  readonly name: StepName;
  /**
   * What must be done before.
   */
  readonly after?: StepNames;
  readonly env?: Environment;
  readonly script?: readonly (readonly string[])[];
  readonly blob?: bytes;
}

export interface Retry {
  /**
   * +kubebuilder:validation:XIntOrString
   * +kubebuilder:validation:Pattern=`^[0-9]+%?$`
   */
  readonly limit?: IntOrString;
  readonly backoff?: Duration;
}

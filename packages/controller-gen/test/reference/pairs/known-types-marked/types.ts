/**
 * +groupName=known-types-marked.example.com
 * +versionName=v1
 */
import type {
  Duration,
  IntOrString,
  JSONValue,
  KubernetesObject,
  Quantity,
  RawExtension,
  Time,
} from '@kubewright/apimachinery';

export interface KnownTypesMarked extends KubernetesObject {
  readonly spec?: KnownTypesMarkedSpec;
}

export interface KnownTypesMarkedSpec {
  /**
   * When it happened.
   * +optional
   */
  readonly time?: Time;
  /**
   * +kubebuilder:default="1h"
   * +kubebuilder:validation:Format=duration
   */
  readonly duration: Duration;
  /**
   * How much of it.
   * +kubebuilder:default="500m"
   */
  readonly amount: Quantity;
  /**
   * +kubebuilder:validation:XIntOrString
   * +kubebuilder:validation:Pattern=`^[0-9]+%?$`
   * +kubebuilder:default="25%"
   */
  readonly share: IntOrString;
  /**
   * +kubebuilder:validation:EmbeddedResource
   * +kubebuilder:pruning:PreserveUnknownFields
   */
  readonly template: RawExtension;
  readonly any?: JSONValue | null;
  /** +kubebuilder:validation:Enum=1;50% */
  readonly step: IntOrString;
}

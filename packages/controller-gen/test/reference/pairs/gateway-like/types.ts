/**
 * +groupName=gateway-like.example.com
 * +versionName=v1
 */
import type { int32, KubernetesObject, LabelSelector } from '@kubewright/apimachinery';

export interface GatewayLike extends KubernetesObject {
  readonly spec?: GatewayLikeSpec;
}

/**
 * GatewayLikeSpec lets traffic in.
 */
export interface GatewayLikeSpec {
  /**
   * +listType=map
   * +listMapKey=name
   * +kubebuilder:validation:MinItems=1
   * +kubebuilder:validation:MaxItems=64
   * +kubebuilder:validation:XValidation:message="names must be unique",rule="self.all(l1, self.exists_one(l2, l1.name == l2.name))"
   */
  readonly listeners: readonly Listener[];
  /**
   * +optional
   * +kubebuilder:validation:MaxItems=16
   */
  readonly addresses?: readonly Address[];
}

/**
 * +kubebuilder:validation:MinLength=1
 * +kubebuilder:validation:MaxLength=253
 * +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`
 */
export type SectionName = string;

/**
 * +kubebuilder:validation:Minimum=1
 * +kubebuilder:validation:Maximum=65535
 */
export type PortNumber = int32;

export interface Listener {
  readonly name: SectionName;
  /**
   * +optional
   */
  readonly hostname?: Hostname;
  readonly port: PortNumber;
  /**
   * +kubebuilder:default={namespaces:{from: Same}}
   * +optional
   */
  readonly allowedRoutes?: AllowedRoutes;
}

/**
 * +kubebuilder:validation:MaxLength=253
 */
export type Hostname = string;

export interface AllowedRoutes {
  /**
   * +kubebuilder:default={from: Same}
   */
  readonly namespaces?: RouteNamespaces;
}

export interface RouteNamespaces {
  /**
   * +kubebuilder:validation:Enum=All;Selector;Same
   * +kubebuilder:default=Same
   */
  readonly from?: string;
  readonly selector?: LabelSelector;
}

/**
 * +kubebuilder:validation:XValidation:message="a host name must be one",rule="self.type == 'Hostname' ? self.value.size() > 0 : true"
 */
export interface Address {
  /**
   * +optional
   * +kubebuilder:default=IPAddress
   * +kubebuilder:validation:MaxLength=253
   */
  readonly type?: string;
  /**
   * +kubebuilder:validation:MaxLength=253
   */
  readonly value?: string;
}

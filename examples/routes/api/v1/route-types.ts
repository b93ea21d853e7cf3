/**
 * +groupName=routing.example.com
 * +versionName=v1
 */
import type { int32, KubernetesList, KubernetesObject } from '@kubewright/apimachinery';

/** RouteSpec says where requests for a host go. */
export interface RouteSpec {
  /**
   * The host that is asked for. No two routes may have the same.
   * +kubebuilder:validation:MinLength=1
   */
  readonly host: string;

  /** Where its requests go. */
  readonly backend: Backend;
}

/** Backend is where requests go. */
export interface Backend {
  /**
   * The name of a Service.
   * +kubebuilder:validation:MinLength=1
   */
  readonly service: string;

  /**
   * +kubebuilder:validation:Minimum=1
   * +kubebuilder:validation:Maximum=65535
   */
  readonly port: int32;
}

/**
 * Route sends the requests for a host to a Service.
 * +kubebuilder:object:root=true
 * +kubebuilder:storageversion
 */
export interface Route extends KubernetesObject {
  readonly spec: RouteSpec;
}

/**
 * RouteList is a list of Routes.
 * +kubebuilder:object:root=true
 */
export type RouteList = KubernetesList<Route>;

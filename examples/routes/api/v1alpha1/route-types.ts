/**
 * +groupName=routing.example.com
 * +versionName=v1alpha1
 */
import type { KubernetesList, KubernetesObject } from '@kubewright/apimachinery';

/** RouteSpec says where requests for a host go. */
export interface RouteSpec {
  /**
   * The host that is asked for.
   * +kubebuilder:validation:MinLength=1
   */
  readonly host: string;

  /**
   * Where its requests go, as `service:port`.
   * +kubebuilder:validation:Pattern=`^[a-z0-9-]+:[1-9][0-9]{0,4}$`
   */
  readonly address: string;
}

/**
 * Route is the first version of a route, from when a backend was one string.
 * +kubebuilder:object:root=true
 */
export interface Route extends KubernetesObject {
  readonly spec: RouteSpec;
}

/**
 * RouteList is a list of Routes.
 * +kubebuilder:object:root=true
 */
export type RouteList = KubernetesList<Route>;

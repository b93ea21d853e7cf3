/**
 * +groupName=defaults.example.com
 * +versionName=v1
 */
import type { int32, int64, KubernetesObject } from '@kubewright/apimachinery';

export interface Defaults extends KubernetesObject {
  readonly spec?: DefaultsSpec;
}

export interface Endpoint {
  readonly host: string;
  readonly port?: int32;
}

export interface DefaultsSpec {
  /** +kubebuilder:default=ClusterIP */
  readonly bare?: string;
  /** +kubebuilder:default="two words" */
  readonly quoted?: string;
  /** +kubebuilder:default="" */
  readonly empty?: string;
  /** +kubebuilder:default=3 */
  readonly number?: int32;
  /** +kubebuilder:default=-7 */
  readonly negative?: int64;
  /** +kubebuilder:default=9007199254740993 */
  readonly huge?: int64;
  /** +kubebuilder:default=true */
  readonly flag?: boolean;
  /** +kubebuilder:default={80,443} */
  readonly ports?: int32[];
  /** +kubebuilder:default={a,"b c",`d`} */
  readonly names?: string[];
  /** +kubebuilder:default={} */
  readonly emptyList?: string[];
  /** +kubebuilder:default={} */
  readonly emptyMap?: Record<string, string>;
  /** +kubebuilder:default={host: "localhost", port: 5432} */
  readonly endpoint?: Endpoint;
  /** +kubebuilder:default:={"host":"a b","port":1} */
  readonly json?: Endpoint;
  /** +kubebuilder:default={{host: "a"}, {host: "b", port: 2}} */
  readonly endpoints?: Endpoint[];
  /** +default="text" */
  readonly text?: string;
  /** +default=[1, 2] */
  readonly numbers?: int32[];
  /** +default={"host": "h"} */
  readonly object?: Endpoint;
  /** +default=ref(someConstant) */
  readonly ref?: string;
  /**
   * +kubebuilder:default=b
   * +default="a"
   */
  readonly both?: string;
  /** +kubebuilder:default=100Mi */
  readonly size?: string;
  /** +kubebuilder:default=1;2 */
  readonly legacy?: int32[];
  /** +kubebuilder:default="12" */
  readonly digits?: string;
  /** +kubebuilder:example=5 */
  readonly example?: int32;
  /** +kubebuilder:example={host: "example.com"} */
  readonly objectExample?: Endpoint;
}
